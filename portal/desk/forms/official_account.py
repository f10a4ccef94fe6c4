"""政务新媒体账号: whose it is, where its code leads, when it last spoke."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "official_account",
    Layout(
        groups=(
            Group("账号", ("name", "platform", "handle", "registration_no", "organisation")),
            Group("扫码和介绍", ("address", "summary")),
            Group("更新和核实", ("last_post_on", "verified_on")),
        ),
        help={
            "name": "平台上显示的全名。",
            "handle": "微信号、微博号、抖音号，群众可以直接搜到它。",
            "registration_no": "全国政务新媒体信息报送系统里的标识；还没有可以不填。",
            "address": "扫二维码后打开的网址，二维码由本站按它生成。微信公众号填二维码里的网址，如 https://weixin.qq.com/r/…。",
            "last_post_on": "最近一次发布内容的日期，到平台上看过再填。",
        },
        today={"last_post_on": "今天更新过", "verified_on": "今天核实过"},
    ),
)
