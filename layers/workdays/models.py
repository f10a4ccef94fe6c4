"""工作日历: what the State Council's yearly notice changes about the plain Monday-to-Friday week.

A year is a row of its own, so that "no notice is loaded" and "the notice changes nothing" stay two things.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

FIRST_YEAR, LAST_YEAR = 1949, 2200


class CalendarYear(models.Model):
    """One year whose notice is loaded, with the source that a deadline can be traced to."""

    public_read = True

    year = models.PositiveSmallIntegerField(
        "年份",
        primary_key=True,
        validators=[
            MinValueValidator(FIRST_YEAR, "年份过早"),
            MaxValueValidator(LAST_YEAR, "年份过晚"),
        ],
    )
    source_title = models.CharField("通知标题", max_length=200)
    source_no = models.CharField(
        "文号", max_length=80, blank=True, help_text="不能确定时留空，并在备注中说明"
    )
    source_url = models.URLField("通知网址", max_length=500, blank=True)
    confirmed_on = models.DateField(
        "核对日期", null=True, blank=True, help_text="最近一次与通知或第二来源逐日核对的日期"
    )
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="workdays_year_in_range", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            ),
            models.CheckConstraint(
                name="workdays_year_has_source",
                condition=~Q(source_title=""),
                violation_error_message="请填写通知标题",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"


class CalendarDay(models.Model):
    """A day off that the notice names (weekends inside a holiday too), or a weekend day that is worked.

    The date is unique but not the primary key: an editable key cannot be corrected in the admin's day table.
    """

    public_read = True

    class Kind(models.TextChoices):
        HOLIDAY = "HOLIDAY", "放假"
        MAKEUP = "MAKEUP", "调休上班"

    year = models.ForeignKey(
        CalendarYear, verbose_name="年份", on_delete=models.CASCADE, related_name="days", db_column="year"
    )
    date = models.DateField("日期", unique=True, error_messages={"unique": "该日期已在日历中"})
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    name = models.CharField("节日", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "放假与调休"
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                name="workdays_day_kind",
                condition=Q(kind__in=["HOLIDAY", "MAKEUP"]),
                violation_error_message="类型应为放假或调休上班",
            ),
            models.CheckConstraint(
                name="workdays_day_named", condition=~Q(name=""), violation_error_message="请填写节日名称"
            ),
            models.CheckConstraint(
                name="workdays_day_in_its_year",
                condition=Q(date__year=F("year")),
                violation_error_message="日期不在该年份内",
            ),
            # Working on a Tuesday changes nothing, so such a row can only be a slip.
            models.CheckConstraint(
                name="workdays_makeup_on_weekend",
                condition=~Q(kind="MAKEUP") | Q(date__iso_week_day__gte=6),
                violation_error_message="调休上班日应为星期六或星期日",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{self.get_kind_display()}"
