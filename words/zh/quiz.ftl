# 知识竞赛：现场答题，以及题库
name = 知识竞赛
subject = 知识竞赛
summary = 现场竞赛、每日一题、错题重做
use = 题库

command-quiz = 知识竞赛
    .words = 竞赛 | 答题 | 知识竞赛 | 答题 开始 | 开始答题 | 答题开始 | 竞赛开始 | 开始竞赛 | 抢答
command-quiz-example = 竞赛 法治常识 10题 每题20秒 分组
command-quiz-brief = 现场出题，大家抢答，最后公布名次
command-quiz-help = 用一个题库现场出题；自带“法治常识”和“校园安全”两个题库，也可以用自己的。可以写“10题”“每题20秒”，记分方式写“按正确率”“按速度”或“抢先答对”，“分组”按标签比。大家先报名，每道题单独发一条消息，公布前谁都看不到别人的答案。单发“竞赛”看正在进行的一场，主持人可以在那里暂停、跳过、作废、结束；“竞赛 3”查看竞赛 3；“题库”查看题库。仅限组织者。
command-banks = 题库
    .words = 题库 | 我的题库 | 题库列表 | 导入题库 | 有哪些题库
command-banks-example = 题库
command-banks-brief = 题库列表、模板和导入办法
command-banks-help = 列出题库，也可以领一份模板。题库文件（Excel、CSV 或 YAML）私聊发给我，哪一行有问题我会逐行告诉您，确认以前什么都不会改。仅限组织者。

# 各项，以及一句话里怎么写
field-bank = 题库
    .words = 题库
field-bank-ask = 用哪个题库？例如“法治常识”。
field-count = 题数
    .words = 道题 | 题 | 道
field-count-ask = 出几道题？
field-seconds = 每题秒数
    .words = 秒钟 | 秒
field-seconds-ask = 每题给多少秒？
field-preset = 记分
    .words = 记分
field-preset-ask = 怎么记分？
preset-accuracy = 答对一题得 1 分
    .words = 正确率 | 按正确率 | 答对得分
preset-speed = 每题最多 1000 分，越快越高
    .words = 速度 | 按速度
preset-first = 最先答对的得 1 分
    .words = 抢先 | 抢先答对
mark-accuracy = 按正确率
    .words = 按正确率 | 正确率 | 每题一分 | 每题1分
mark-speed = 按速度
    .words = 按速度 | 比速度 | 越快越高
mark-first = 抢先答对
    .words = 抢先答对 | 抢先 | 抢答制
field-streaks = 连对加分
    .words = 连续加分
field-streaks-ask = 连续答对要加分吗？
mark-streaks = 连对加分
    .words = 连对加分 | 连对奖励
field-by-teams = 分组
    .words = 按标签分组
field-by-teams-ask = 按标签分组比吗？
mark-by-teams = 分组
    .words = 分组 | 分组赛 | 团体赛 | 组队
field-over = 小组得分
    .words = 小组得分
field-over-ask = 小组得分怎么算？
over-members = 全组平均，没参加的算 0 分
    .words = 全组平均 | 全组
over-present = 参加的人平均
    .words = 参加的人平均 | 到场平均
mark-present = 只算参加的人
    .words = 只算参加的 | 只算参加的人 | 只算到场的
field-lobby = 报名秒数
    .words = 报名 | 报名时间
field-lobby-ask = 开始前留多少秒报名？

field-at-night = 免打扰时间也开
    .words = 免打扰时间 | 安静时段
field-at-night-ask = 现在是免打扰时间，也要开吗？
mark-at-night = 免打扰时间也开
    .words = 免打扰时间也开 | 安静时段也开 | 夜里也开 | 现在就开

answer-title = 您的答案
field-answer = 答案
    .words = 答案
field-answer-ask = 您的答案是？

# 题库
worded = { $en ->
       *[other] { $zh }
    }
bank-civics = 常识与法律
    .words = 法治常识 | 常识与法律 | 法律常识 | 常识 | 法律 | 法治 | 普法
bank-safety = 校园安全
    .words = 安全 | 校园安全 | 安全知识 | 安全教育
named-so = 题库文件的名字
    .words = 题 | 竞赛 | 试卷
no-bank = 没有叫“{ $typed }”的题库，发“题库”看怎么导入。现有这些：
which-bank = “{ $typed }”可能是下面几个，要哪一个？
with-banks = { $says }{ $banks }
streaks-with-speed = 连对加分只能和“按速度”一起用。
quiet-now = 现在是团队的免打扰时间（{ $since }–{ $until }），先不发布。一定要开的话，请选“免打扰时间也开”，就可以发布了。
only-first = 一次只能读一份，先读 { $name }，其余的请随后再发。
too-many = 一个题库最多 { $most } 题，请拆成几份再发。
banks-title = 题库
bank-line = { $bank }（{ $count } 题）
bank-shipped = { $bank }（自带）
how-to-send = 要加题库，把文件私聊发给我：YAML，或者文件名里带“题”字的 Excel、CSV。同名的不会覆盖，旧的请先收起来。
template = 模板
template-name = 题库
template-title = 题库模板
template-coming = 正在写模板，稍后私聊发给您。
drop-bank = 收起“{ $bank }”
bank-dropped = “{ $bank }”已收起。已经用过的竞赛不受影响。
bank-title = 题库：{ $bank }
bank-state = { $state ->
        [reading] 正在读。
        [asking] 有 { $count } 题没问题，其余的有错。现在还什么都没导入。
        [ready] 共 { $count } 题。发“竞赛”加题库的名字就可以开始。
        [refused] 什么都没有导入。请改好再发一次。
       *[dropped] 什么都没有导入。
    }
bank-settled = 已经定过了。
ignored = 不认识、没有读的：{ $headings }
take = 导入没问题的 { $count } 题
leave = 先不导入
bad-more = 还有 { $count } 处

# 报名和进度
title = 竞赛 { $number }：{ $bank }
begins = { $how ->
        [minute] 一分钟后
        [few] 几分钟后
       *[at] { $at }
    }
opened = 竞赛 { $number } 已在{ $rooms }开放报名，{ $begins }开始，您也可以提前开始。
rules = { $count } 题 · 每题{ $time } · { $preset ->
        [accuracy] 答对一题得 1 分
        [speed] 每题最多 1000 分，越快越高{ $streaks ->
            [yes] ，连对加分
           *[no] {""}
        }
       *[first] 最先答对的得 1 分
    }
by-teams = { $over ->
        [present] 按标签分组：取参加者的平均分
       *[members] 按标签分组：取全组的平均分
    }
state = { $phase ->
        [lobby] { $players ->
            [0] 还没有人参加
           *[other] { $players } 人已参加
        } · { $paused ->
            [yes] 等主持人开始
           *[no] { $begins }开始
        }
        [over] 已结束
        [off] 已取消
       *[other] 第 { $position } 题，共 { $count } 题{ $paused ->
            [yes] {" "}· 暂停中
           *[no] {""}
        }
    }
under-way = 已经开始，题目会一道一道发在这里。
who-sees = 答案：公布前保密，以第一次为准 · 公开的只有前五名
join = 参加
more = 更多
joined = { $late ->
        [yes] 您已参加，从下一题开始答吧。
       *[no] 您已参加，题目会发在这里。
    }

# 一道题
question = 第 { $position } 题（共 { $count } 题）
option = { $letter }. { $text }
truth = { $is_ ->
        [true] 对
       *[false] 错
    }
hint = { $kind ->
        [multiple] 多选，请答字母，全对才算对。限时{ $time }
        [number] 请答数字。限时{ $time }
        [text] 请简短作答。限时{ $time }
       *[other] 限时{ $time }
    }
in-words = 作答
question-paused = 竞赛暂停中，继续以后再答。
question-over = { $void ->
        [yes] 本题作废，谁都不计分。
       *[no] 答题时间已到。
    }
near = { $number }（±{ $tolerance }）
several = { $options }
noted = 已记下：{ $answer }。时间到了公布答案。
first-stands = 您已经答了：{ $answer }，以第一次为准。
not-understood = { $kind ->
        [multiple] “{ $typed }”不是选项的字母，请这样写：AC。
        [number] “{ $typed }”不是数字，请这样写：18。
       *[other] “{ $typed }”看不懂。
    }还没有记下，请再答一次。
untimely = { $why ->
        [behind] 这道题在这个群里到得太晚，这里的人都不计这一题，请等下一题。
       *[late] 时间到了，您的答案晚了一点。请等下一题。
    }
shut = { $reason ->
        [void] 这道题已作废，谁都不计分。
        [paused] 竞赛暂停中，继续以后再答，不会少给时间。
        [over] 这道题已经结束了。
       *[gone] 已经没有了。
    }
gone = 已经没有了。

# 公布答案
revealed = 第 { $position } 题答案：{ $right }
how-many = { $answered ->
        [0] 没有人作答。
       *[other] { $answered } 人作答，{ $right } 人答对。
    }
left-behind = { $rooms }到得太晚，这一题不计，连对不受影响。
leading = 目前领先
standing = { $rank }. { $name } · { $points } 分{ $moved }
moved = {" "}{ $way ->
        [up] ▲
       *[down] ▼
    }{ $by }

# 名次
podium = 成绩揭晓：{ $bank }
placed = { $medal ->
        [gold] 🥇
        [silver] 🥈
        [bronze] 🥉
       *[none] { $rank }.
    } { $name } · { $points } 分
no-points = 没有人得分。
teams = { $over ->
        [present] 小组排名（参加者平均分）
       *[members] 小组排名（全组平均分）
    }
team = { $placed ->
        [no] –
       *[yes] { $rank }.
    } { $tag } · { $mean } 分
no-teams = 还没有人带标签，这样分不了组。发“成员”，点开每个人就能加标签。
counts = { $players } 人参加 · { $questions } 题{ $void ->
        [0] {""}
       *[other] {" "}· 作废 { $void } 题
    }
sheets-follow = 每个人的答题情况会私聊发给本人，点“更多”也能看到。
said = { $what ->
        [paused] 竞赛暂停，计时都停住了。
        [resumed] 竞赛继续，计时接着走。
        [skipped] 第 { $position } 题跳过，谁都不计分。
        [voided] 第 { $position } 题作废，分数按没出过这道题重新算。
        [unseen] 题目在哪个群都没能显示出来，竞赛先暂停，主持人可以让它继续。
       *[nobody] 没有人参加，{ $bank }取消了。
    }

# 只给本人看
own-standing = 您：{ $questions } 题答对 { $right } 题 · { $points } 分{ $placed ->
        [no] {""}
       *[yes] {" "}· 第 { $rank } 名（共 { $of } 人）
    }
own-nothing = 您没有答过计分的题。
sheet = 您的答题情况 · { $title }
mistakes = 值得再看看的 { $count } 题
no-mistakes = 全部答对！
missed = { $position }. { $question }正确答案：{ $right }（您没有作答）。
with-why = { $line }{ $why }
mistaken = { $position }. { $question }正确答案：{ $right }（您答的是：{ $given }）。

# 主持人
cost = { $room }按月计消息数，额度还剩 { $left }。这场竞赛在那里大约要发 { $messages } 条，{ $sheets ->
        [no] 额度不多，就不私聊发答题情况了，参加的人点“更多”可以看。
       *[yes] 另外每个参加的人私聊一份答题情况。
    }
own-sheet = 我的答题情况
no-sheet = 这场竞赛里还没有您的答题情况。
begin-now = 现在开始
begun = 已经开始了。
nobody-yet = 还没有人参加，至少要有一个人。您自己也可以点“参加”。
reading = 题库还在读，马上就好。
runs-already = 竞赛 { $number } 还没结束，请先结束它，草稿留着。
no-such = 没有竞赛 { $number }。
reveal-now = 现在公布
pause = 暂停
resume = 继续
goes-on = 已经在继续了。
skip = 跳过第 { $position } 题
ask-void = 作废一题…
which-void = 哪一题作废？作废后谁都不计分，名次按没出过这道题重新算。
void = { $position }. { $question }
void-already = 第 { $position } 题已经作废了，或者还没出过。
end = { $lobby ->
        [yes] 取消
       *[no] 结束
    }
host-gone = 主持人退出了团队，竞赛会自己继续，您可以在这里主持。

# 成绩表
export = 成绩表
export-later = 成绩表里有答案，竞赛结束以后才能导出。
exporting = 正在写成绩表，稍后私聊发给您。
exported = 成绩表 · { $title }。仅供组织者使用。
sheet-points = 成绩
sheet-answers = 作答
sheet-questions = 题目
heading-rank = 名次
heading-name = 姓名
heading-points = 得分
heading-right = 答对
heading-seconds = 用时（秒）
heading-question = 第 { $position } 题{ $void ->
        [yes] （作废）
       *[no] {""}
    }
heading-number = 题号
heading-text = 题目
heading-key = 正确答案
heading-answered = 作答人数
heading-share = 正确率
heading-discrimination = 区分度（−1 到 1）
cell-answer = { $right ->
        [yes] ✓
       *[no] ✗
    } { $answer }
cell-void = 作废

# 错题本和赛季榜
command-mistakes = 错题本
    .words = 错题本 | 错题 | 我的错题
command-mistakes-example = 错题本
command-mistakes-brief = 私下再练练竞赛里答错的题
command-mistakes-help = 把您在竞赛里答错的题私下再问一遍，答对的就移出去，别人都看不到。
command-standings = 赛季榜
    .words = 赛季榜 | 赛季 | 总排名 | 竞赛排名
command-standings-example = 赛季榜
command-standings-brief = 近半年各场竞赛的总排名
command-standings-help = 把近半年的竞赛加在一起：每场第一名得 100 分，其他人按得分比例折算。
deck = { $count ->
        [0] 您的错题本
       *[other] 您的错题本：还有 { $count } 题
    }
deck-empty = 没有错题。竞赛里答错的题，结束后会出现在这里。
reviewed = { $right ->
        [yes] 答对了！
       *[no] 还不对，正确答案：{ $answer }。
    }{ $why }
season = 赛季榜：近半年 { $contests } 场竞赛
season-empty = 还没有人得分。
season-row = { $rank }. { $name } · { $points } 分 · { $contests } 场{ $wins ->
        [0] {""}
       *[other] ，夺冠 { $wins } 场
    }
season-how = 每场第一名得 100 分，其他人按得分比例折算。

# 每日一题
command-daily = 每日一题
    .words = 每日一题 | 一日一题 | 每天一题
command-daily-example = 每日一题 校园安全 每天8点
command-daily-brief = 每天出一道题，记连续天数
command-daily-help = 每天从题库里出一道题，不写时间就是早上 8:00。答案随下一题公布，每个人会知道自己连续答了几天。“每日一题 停止”不再出题。仅限组织者。
field-at = 时间
    .words = 时间 | 时间是
field-at-ask = 每天几点？例如“8:00”。
field-off = 停止
    .words = 停止出题
field-off-ask = 要停止吗？
mark-off = 停止
    .words = 停止 | 停 | 停掉 | 关掉 | 取消 | 不出了 | 关闭 | 不再出
daily-title = 每日一题 第 { $nth } 期
daily-set = 从现在起，每天{ $at }从“{ $bank }”里出一道题。
daily-is = 每天{ $at }从“{ $bank }”里出一道题。发“每日一题 停止”就不再出。
daily-which = 每天从哪个题库出题？例如“每日一题 校园安全 每天8点”。现有：{ $banks }
daily-off = 不再每天出题了。
daily-ended = 每日一题停了：题库“{ $bank }”已经收起。发“每日一题 校园安全 每天8点”，可以换个题库接着出。
daily-at = “{ $typed }”看不懂，请写成“8:00”。
daily-state = { $answered ->
        [0] 还没有人作答
       *[other] { $answered } 人已作答
    } · 答案随下一题公布
daily-noted = 已记下：{ $answer }。已连续 { $days } 天，最长 { $best } 天。
daily-right = 正确答案：{ $answer }
daily-closed = 这一题已经结束，答案就在上面。

# 周报里怎么说
weekly = 知识竞赛
weekly-over = { $bank }已结束
weekly-won = { $bank }（第一名{ $winners }）
weekly-names = { $names }
weekly-begins = 知识竞赛：{ $bank }
