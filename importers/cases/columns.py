"""The columns of a list of cases, and what else stands above them in the lists of the counties."""

from geo.errors import BadInput
from importers.cases import approval, stages
from importers.cases.areas import area
from importers.cases.regime import WORDS as REGIMES
from importers.cells import Reader, Wrong, date, lines, one_of, phone, shown, text
from importers.columns import Column
from importers.sheet import Cell
from layers.land.models import Case
from layers.land.procedure import Regime
from layers.public_ids import parse_public_id

KINDS = {str(label): value for value, label in Case.Kind.choices} | {
    "批次用地": Case.Kind.BATCH.value, "城镇批次": Case.Kind.BATCH.value, "单独选址": Case.Kind.PROJECT.value,
    "项目": Case.Kind.PROJECT.value, "拆迁": Case.Kind.HOUSES.value, "征收拆迁": Case.Kind.HOUSES.value,
}  # fmt: skip
UNITS = {"公顷": "公顷", "亩": "亩", "平方米": "平方米", "hm2": "公顷", "㎡": "平方米"}


def key(cell: Cell) -> str:
    try:
        return parse_public_id(shown(cell).strip(), "key")
    except BadInput as problem:
        raise Wrong(problem.message, "照本系统的 9 位编号抄写；新的案件不写") from None


def whole(least: int, most: int) -> Reader:
    def read(cell: Cell) -> int:
        written = shown(cell).strip().removesuffix("年").removesuffix("人")
        if not (written.isascii() and written.isdigit() and least <= int(written) <= most):
            raise Wrong(f"应为 {least} 到 {most} 的整数", "只写数字")
        return int(written)

    return read


COLUMNS = (
    Column("key", "编号", key, help="本系统的 9 位编号；新的案件不写", synonyms=("案件编号", "系统编号")),
    Column("name", "项目名称", text(160), True, "示例县2024年第3批次城镇建设用地", "批次或项目的全称", 34,
           synonyms=("批次名称", "项目/批次名称", "批次/项目名称", "项目批次名称", "批次项目名称", "案件名称", "名称", "批次",
                     "项目", "用地名称", "建设用地名称", "xmmc", "pcmc")),
    Column("county", "县市区", text(80), True, "示例县", "名称或代码", 16,
           synonyms=("县", "县区", "区县", "行政区", "行政区名称", "所属县区", "xzqmc", "xzqdm")),
    Column("organisation", "承办单位", text(140), help="单位全称；不写就是您所在的单位", width=26,
           synonyms=("单位", "经办单位", "责任单位", "填报单位", "主管部门")),
    Column("kind", "类型", one_of(KINDS), help="批次或单独选址项目；名称里有“第几批次”的可以不写", example="批次",
           options=tuple(map(str, Case.Kind.labels)), synonyms=("项目类型", "用地类型", "案件类型")),
    Column("year", "年度", whole(1987, 2099), help="不写就按名称里的年份", synonyms=("年份", "批次年度", "nd")),
    Column("batch_no", "批次号", whole(1, 999), help="不写就按名称里的“第几批次”", synonyms=("第几批次", "批次序号")),
    Column("purpose", "用途", text(80), example="工业用地", help="新的案件要写", width=20,
           synonyms=("拟用途", "土地用途", "批准用途", "规划用途", "用地用途")),
    Column("law45_item", "公共利益情形", text(120), width=20, help="土地管理法第四十五条的哪一项",
           synonyms=("征收情形", "四十五条情形", "公益情形")),
    Column("area_ha", "征收面积（公顷）", area, example="12.3456", help="最多四位小数；新的案件要写公顷或亩", width=18,
           synonyms=("总面积公顷", "面积公顷", "用地总面积公顷", "征地面积公顷", "批准面积公顷", "征收总面积公顷", "总面积hm2",
                     "面积hm2", "总面积", "征收面积", "面积", "用地面积", "用地总面积", "征地面积", "批准面积", "征收总面积",
                     "总面积平方米", "面积平方米", "面积m2", "总面积m2")),
    Column("area_mu", "征收面积（亩）", area, help="与公顷只写一个就行；1 公顷 = 15 亩", width=16,
           synonyms=("总面积亩", "面积亩", "用地总面积亩", "征地面积亩", "批准面积亩", "征收总面积亩", "亩数", "合亩")),
    Column("area_unit", "面积单位", one_of(UNITS), options=("公顷", "亩", "平方米"), help="标题里写了单位的不写",
           synonyms=("计量单位",)),
    Column("villages", "涉及村", lines(20_000), example="示例镇示例村 12.3456", width=44,
           help="几个村用顿号分开，每村后面写面积，如 湖边镇东村 1.2345、西村 0.5；同名的写 12 位代码",
           synonyms=("涉及村居", "涉及村庄", "被征地村", "权属单位", "被征收单位", "村", "村名", "涉及村（居）及面积",
                     "涉及村及面积", "涉及村及面积公顷", "涉及村及面积亩", "涉及村公顷", "涉及村亩", "所属村居")),
    Column("regime", "适用制度", one_of(REGIMES), help="不写就按第一份程序文件的日期，没有的按批准日期", width=18,
           options=(*map(str, Regime.labels), "旧程序", "新程序"), synonyms=("制度", "程序", "适用程序")),
    Column("regime_reason", "制度认定理由", text(200), help="与日期的一般规定不同的要写", synonyms=("认定理由",)),
    Column("began_on", "启动日期", date, help="第一份程序文件的日期；不写就按各阶段最早的日期",
           synonyms=("启动时间", "开始日期", "首份文件日期")),
    *approval.COLUMNS,
    *stages.COLUMNS,
    Column("terminated_on", "终止日期", date, synonyms=("终止时间",)),
    Column("settled_population", "安置人数", whole(0, 1_000_000), synonyms=("需安置人数", "安置农业人口", "安置人口")),
    Column("compensation", "补偿标准", lines(20_000), help="只写标准，不写各户数额", synonyms=("补偿标准说明",)),
    Column("phone", "咨询电话", phone(60), help="办公电话，不写个人手机", synonyms=("联系电话", "电话", "办公电话")),
)  # fmt: skip
