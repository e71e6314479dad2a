# 名单：团队成员的表格。
name = 名单
subject = 名单
summary = 成员名单：模板、导入、导出
use = 成员名单

command-roster = 名单
    .words = 名单 | 导入名单 | 名单导入 | 花名册 | 成员名单
command-roster-example = 名单 模板
command-roster-brief = 成员名单的模板、导入和导出
command-roster-help = 把成员名单（CSV 或 Excel）私下发给我，我先给您看会改动什么，确认后才生效。发“名单 模板”拿空白表格，发“名单 导出”拿现在的名单。仅组织者可用。
field-wanted = 要什么
    .words = 要什么
mark-template = 模板
    .words = 模板 | 模版 | 空表
mark-export = 导出
    .words = 导出 | 下载
wanted-how = 说明
wanted-template = 模板
wanted-export = 导出

# 各列，以及大家常用的叫法
column-name = 姓名
    .words = 姓名 | 名字 | 成员 | 成员姓名 | 人员
column-category = 类别
    .words = 类别 | 人员类别 | 身份 | 类型 | 党员类别
column-phone = 手机（后四位）
    .words = 手机 | 手机号 | 手机号码 | 电话 | 联系电话 | 联系方式 | 手机后四位 | 电话号码
column-since = 加入日期
    .words = 加入日期 | 加入时间 | 入党日期 | 入党时间 | 入团日期 | 入团时间 | 入会日期 | 入队日期 | 入社日期 | 入职日期
column-birthday = 生日
    .words = 生日 | 出生日期 | 出生年月日 | 出生年月
column-tags = 标签
    .words = 标签 | 分组 | 组别 | 小组 | 党小组

# 怎么做
how = 成员名单
how-send = 把名单（Excel 的 .xlsx 或 CSV）私下发给我，我先给您看会改动什么。
how-columns = “姓名”必填；还认得类别、手机、加入日期（入党日期也行）、生日、标签。手机号只保留后四位。
how-blank = 空格子不会清掉原有内容；不在名单里的人还是成员。
template = 拿模板
export = 导出
writing = { $wanted ->
        [template] 模板马上私下发给您。
       *[other] 名单马上私下发给您。
    }
sheet = { $wanted ->
        [template] 名单模板
       *[other] 成员名单
    }
handed = { $wanted ->
        [template] 名单模板。填好后直接发给我。
       *[other] 成员名单，仅供组织者使用。
    }
only-first = 一次只读一份名单，这次读“{ $name }”。

# 一份名单
title = { $stage ->
        [reading] 正在读名单……
        [refused] 这份名单没法用
        [asking] 导入这份名单会有这些改动
        [applying] 正在导入……
        [applied] 名单已导入
        [undoing] 正在撤回……
        [undone] 已撤回这次导入
       *[dropped] 这份名单没有导入
    }
far = { $of ->
        [0] 请稍等。
       *[other] { $done } / { $of }
    }
nothing-done = 什么都没有改动。
refused = { $reason ->
        [gone] 文件没取到，请再发一次。
        [unknown] 这不是我能读的表格，请发 Excel（.xlsx）或 CSV。
        [old] 这是旧版 Excel（.xls）。请用 Excel 打开，另存为“.xlsx”再发。
        [protected] 文件有密码，请去掉密码再发。
        [broken] 文件已损坏，打不开。
        [too-large] 文件太大，最多 5 万行。
        [too-slow] 文件读得太久。请只留名单，去掉图片和公式再发。
        [doubled] 有两列标题一样：{ $cells }。请只留一列。
        [empty] 名单里没有人。
       *[headings] 没找到“姓名”这一列{ $count ->
            [0] 。
           *[other] ，只看到{ $cells }。
        }发“名单 模板”可以拿标准表格。
    }
fate = { $fate ->
        [new] 新增
        [changed] 有改动
        [same] 没有变化
        [unclear] 不确定
        [skipped] 已跳过
       *[bad] 读不了
    }
lines = { $count } 行
as-it-is = 和现在的名单一样，没有要改的。
ignored = 不认识的列，没有读：{ $cells }
makes = 会新建这些类别（有表决权）：{ $categories }
unclear = 第 { $number } 行：{ $name }{ $has_tail ->
        [0] {""}
       *[other] （尾号 { $tail }）
    }是哪一位？
person = { $name }{ $count ->
        [0] {""}
       *[other] （{ $details }）
    }
is-new = 是新人
meant-already = 另一行已经选了这个人，没有改动。
skip = 跳过
apply = { $unclear ->
        [0] 导入
       *[other] 先导入其余的（{ $unclear } 行不确定）
    }
drop = 取消
dropped = 已取消，什么都没有改动。
bad = 读不了、已跳过的行：
bad-title = 读不了的行
bad-line = 第 { $number } 行：{ $wrong ->
        [nameless] 没有姓名
        [long] “{ $cell }”太长，或者带有逗号、斜杠
        [day] “{ $cell }”不是有效日期，请写成 2021-06-01
        [phone] 手机号不足 4 位
       *[twice] “{ $cell }”重复出现
    }
bad-more = 再看一些
take-back = 撤回这次导入
undo-until = { $at }前可以撤回。
undo-late = 导入后 24 小时内可以撤回，现在已经过了。
undone = 都恢复原样了；之后手动改过的、已经本人上线的除外。
gone = 这份名单已经不在了，请重新发一次。
moved-on = { $stage ->
        [applying] 正在导入了。
        [applied] 已经导入了。
        [undoing] 正在撤回了。
        [undone] 已经撤回了。
        [reading] 还在读。
       *[other] 这份名单已经不在了，请重新发一次。
    }
