# 浏览器聊天：消息周围的文字。大括号里的内容由网页填写，这里不分情况。
name = 浏览器聊天
page-title = { $name } · 小秘

# 群和人
rooms = 会话
open-rooms = 打开会话列表
open-rooms-unread = 打开会话列表，有新消息
close-rooms = 收起会话列表
nothing-yet = 还没有消息
last-line = { $name }：{ $text }
unread = { $count } 条新消息
room-main = 团队里所有人都能看到
room-other = 只有这个群里的人能看到
room-private = 只有您自己能看到
speak-as = 您现在是
role-guest = 访客
role-member = 成员
role-organiser = 组织者
role-admin = 管理员
another-window = 另开一个窗口当{ $name }
things-wait = { $count } 条待发送

# 开关
dark = 深色

# 聊天
talk-in = “{ $room }”里的消息
today = 今天
yesterday = 昨天
day-there = { $day } · { $zone }
changed = 已更新
only-you = 仅您可见
dismiss = 知道了
put-away = 收起
reply = 回复
reply-to = 回复{ $name }
newer = 有新消息
show-all = 展开全部 { $count } 字
show-less = 收起
answers = 选项
answered = { $count } 人选了
yours = 您选的
right = 正确
clock = 剩余 { $time }
buttons = 可以这样做
picture = 图片.png

# 输入框
to-bot = @{ $bot }
to-bot-on = 这句话说给{ $bot }听。点一下，改成对大家说。
to-bot-off = 这句话说给大家听。点一下，改成对{ $bot }说。
ask-bot = 想让{ $bot }做什么？
ask-all = 对大家说点什么
message-to = 以{ $me }的身份在“{ $room }”发言
hint-bot = 这句话会发给{ $bot }。
hint-all = 只发给大家，{ $bot }不处理（以“/”开头的除外）。
hint-private = 这里的每句话{ $bot }都会处理。
hint-keys = 回车发送，Shift+回车换行
attach = 添加文件
send = 发送
replying = 回复{ $name }：{ $text }
no-reply = 不再回复这条消息
drop-file = 去掉{ $name }
file-up = 正在上传
file-away = 等连接恢复后上传
file-wait = 文件还在上传，传完以后请再点一次发送。
file-too-large = 文件太大
file-refused = 无法上传

# 表单
needed = 必填
cancel = 先不填
close = 关闭
form-kept = 填的内容都保留着。
form-over = 这一项已经结束，刚才填的没有提交。
form-left = 接着填“{ $title }”
forgo-form = 不填“{ $title }”了

# 发送、等待、没发出去
sending = 正在发送
waiting = 等待中，恢复后自动发出
edit-again = 修改
away = 暂时连不上服务器。您接着写，内容都会保留。
away-waiting = 暂时连不上服务器，内容都会保留。待发送 { $count } 条
try-now = 马上重试
back = 已恢复连接。
refused-unreadable = 这条内容无法识别，没有生效。
refused-too-large = 内容太大，发不出去，请精简一下。
refused-too-long = 内容太长，发不出去，请精简一下。
refused-no-room = 这个会话已经不在了，没有生效。
refused-no-person = 这个人已经不在了，没有生效。

# 读屏时听到的
heard = { $name }：{ $text }
heard-elsewhere = “{ $room }”里，{ $name }：{ $text }
heard-private = 仅您可见：{ $text }

# 第一分钟
hello-main = 您好，我是{ $bot }，大家的秘书
hello-main-more = 把想办的事告诉我，按回车就行。您现在是{ $me }，在会话列表里可以换人，也可以另开窗口当别人，互相回应试试。
hello-other = 小范围商量的地方
hello-other-more = 在这里让{ $bot }办的事，只会留在这个群里。
hello-private = 这里只有您和我
hello-private-more = 可以问问还有什么事等着您，也可以随便试，别人看不到。
try = 试一试
try-meet-label = 开个会
try-meet = 开会 支委会 20分钟后 90分钟 204 主持@陈静
try-poll-label = 发起投票
try-poll = 投票 下周在哪开会？图书馆／204／线上 截止明天18点
try-roll-label = 点个名
try-roll = 点名 每周学习 明天15点 204 全员
try-quiz-label = 来一场知识竞赛
try-quiz = 竞赛 法治常识 5题 每题20秒
try-shifts-label = 招志愿者
try-shifts = 志愿 书市 周六 9-12点4人 收银，13-16点4人
try-digest-label = 看看这周的周报
try-digest = 周报 现在
try-essay-label = 收文章
try-essay = 征文 读书笔记 截止下周五 不少于800字
try-roster-label = 导入成员名单
try-roster = 名单 模板
try-remind-label = 接下来会提醒谁？
try-remind = 提醒 预览
try-mine-label = 我有什么事要办？
try-mine = 我的
try-help-label = 你能做什么？
try-help = 帮助
