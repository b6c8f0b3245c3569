"""Who acts: names that no known verb ends, winners and rivers, and those who act for a while."""

import pytest

from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import FactKind


def actors(text: str) -> list[str | None]:
    document = read_bytes(f"某街道工作周报\n\n一、工作情况\n\n{text}".encode(), "报告.txt")
    facts = extract(document).reports[0].facts
    return [f.actor for f in facts if f.kind is not FactKind.DATE]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("自来水公司停水3次。", "自来水公司"),
        ("校图书室藏书2.8万册。", "校图书室"),
        ("水政监察大队驱离野泳人员76人。", "水政监察大队"),
        ("河道保洁船打捞漂浮物35吨。", "河道保洁船"),
        ("无人机巡飞65架次。", "无人机"),
        ("科技特派员进棚40次，讲授防治课8堂。", "科技特派员"),
        ("中队早市、夜市定人定岗，清理流动摊贩118处。", "中队"),
        ("“改造会客厅”收到意见93条。", "“改造会客厅”"),
        ("“双报到”党员认领岗位420个。", "“双报到”党员"),
        ("社区直管党员263名。", "社区"),
        ("镇司法所计划再建调解室3间。", "镇司法所"),
        ("街道本周收到来信138件。", "街道"),
        ("县普查办10月22日（星期四）抽查农户60户。", "县普查办"),
        ("镇交管站上路执勤16人次。", "镇交管站"),
        ("排涝泵站开机38台时。", "排涝泵站"),
        ("社区议事协商委员会商定停车方案2套。", "社区议事协商委员会"),
        ("区红十字会培训急救员85名。", "区红十字会"),
        ("环卫一公司机扫道路580公里。", "环卫一公司"),
        ("“红管家”为居民代办事项154件。", "“红管家”"),
        ("老党员杨德厚讲述支前故事2场。", "老党员杨德厚"),
        ("东门社区214件、书院社区187件。", "书院社区"),
        ("组建调解队13支，调解纠纷64件。", "调解队"),
    ],
)
def test_a_sure_name_acts_though_its_verb_is_not_known(text: str, actor: str) -> None:
    assert actors(text)[-1] == actor


@pytest.mark.parametrize(
    "text",
    [
        "“门前三包”达标638家。",
        "召开支部大会12次。",
        "拨付村卫生室补助51.2万元。",
        "优秀网格员每人奖励200元。",
        "农村低保对象238户。",
        "推广安装国家反诈中心APP1260人。",
        "护理员年龄偏大，50岁以上9名。",
        "到期应办结58件，按期办结55件，按期办结率94.8%。",
        "公交站台改造3个。",
        "公务接待批次下降38.5%。",
        "按程序接收预备党员2名。",
        "服务覆盖率稳定在95%。",
        "深化厂房整治，完成12家。",
        "我们按照要求安排下岗职工156人。",
        "社区矫正对象19人。",
        "成立工作专班3个，抽调人员42名。",
        "平均每户用时比年轻普查员长近10分钟。",
    ],
)
def test_what_only_looks_like_a_name_acts_not(text: str) -> None:
    assert actors(text)[-1] is None


def test_who_is_only_measured_does_not_act_in_the_next_sentence() -> None:
    assert actors("卫生院随访患者30人。石桥村卫生室达标率98%。检查药品9种。") == [
        "卫生院",
        "石桥村卫生室",
        "卫生院",
    ]


def test_a_winner_and_a_river_act_to_the_end_of_their_sentence() -> None:
    assert actors("学校组织比赛6场，男篮获全县中学生联赛第二名。检修器材9件。") == [
        "学校",
        "男篮",
        "学校",
    ]
    assert actors("我乡转移群众3户，青龙河最高水位3.8米，低于警戒水位40厘米。") == [
        "我乡",
        "青龙河",
        "青龙河",
    ]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("监督抽检由第三方机构承担，抽检食品85批次。", "第三方机构"),
        ("对失访的17名患者，由村医逐户联系。", "村医"),
        ("对未到校的8名学生，教师分组家访。", "教师"),
        ("我所联合教育部门对食堂突击检查，发现问题3个。", "我所联合教育部门"),
        ("镇与十三个村签订责任书十三份。", "镇"),
        ("恳请县局帮助硬化道路2公里。", "县局"),
        ("【进度】全镇应登记农户5264户。", "全镇"),
        ("县交办积案6件，乡自行梳理积案4件。", "乡"),
        ("镇财政列支经费4万元，县里另奖励先进村8个。", "县里"),
        ("各村“板凳会”召开88场，收集意见136条。", "各村"),
        ("“双报到”党员386人，认领岗位420个。", "“双报到”党员"),
        ("其中12345热线转办341件。", "12345热线"),
        ("社区举办讲座2场。电梯屏播放警示片46块。", "电梯屏"),
        ("亲情电话每周开放三次。", "亲情电话"),
        ("村级光伏本周发电1860度。", "村级光伏"),
        ("街道安排交通劝导志愿者，早晚高峰每天上岗两次。", "交通劝导志愿者"),
        ("社区举办讲座2场，电梯屏播放警示片46块；悬挂横幅18条。", "社区"),
        ("镇主要领导每周调度，分管领导一线督导41次。", "分管领导"),
    ],
)
def test_who_acts_is_found_beside_the_start_of_a_clause(text: str, actor: str) -> None:
    assert actors(text)[-1] == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("工作站举办讲座5场，430名群众到场听课，发放折页2000份。", "工作站"),
        ("成立了由社区书记任组长的领导小组，召开会议4次。", None),
        ("盐井派出所实有民警9名、辅警26名，管辖2个乡镇。", "盐井派出所"),
        ("文化站配送图书200册，培训书屋管理员19名。", "文化站"),
    ],
)
def test_those_who_are_only_named_do_not_take_over(text: str, actor: str | None) -> None:
    assert actors(text)[-1] == actor
