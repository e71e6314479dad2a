# `python -m bot check` 告诉运维的话。
organisation = { $name }，时区 { $zone }
workdays = 工作日：{ $of ->
    [cn] 按中国法定节假日和调休，数据到 { $until } 年
    [none] 周一到周五
   *[file] 按文件里的节假日，数据到 { $until } 年
    }
database = 数据库：{ $kind }，已是最新
database-in-use = 数据库：正被运行中的 Muster 使用，这次只看了看
keys = 密钥：{ $count } 把，{ $where ->
    [settings] 来自配置
   *[file] 在数据库旁的 { $file }
    }
connection = 连接 { $name }（{ $adapter }）
switched-off = 未启用
demonstrates = 这里谁都能以任何人的身份说话，所以只在本机的 demo 模式下存在
lost-room = 我已经不在 { $connection } 上的“{ $room }”里了：如果不是有意的，重新请我进去就行
waiting-long = { $connection } 上发不出去：从 { $since } 起有 { $count } 条消息在等。请看下面这个连接的情况，原因在日志里
stale-cards = { $connection } 上有 { $count } 张卡片更新不了，显示的还是旧内容，原因在日志里
given-up = 已放弃：{ $what }
unlocked = steps.lock：{ $what }
skew = 数据库服务器的时钟相差 { $seconds } 秒：请校准其中一台
held = 暂停发送：{ $why }。先用 `python -m bot resume` 看一看，再放行
failed = { $error }
all-well = 一切正常。
to-mend = 有 { $count } 处需要处理。
# 一个连接能做什么，成员会遇到什么。
can = 支持：{ $what }
can-buttons = 按钮
can-form = 表单
can-edit = 原地更新的消息
can-whisper = 只给一个人看的回复
can-files = 文件
can-images = 图片
can-threads = 话题串
can-pin = 置顶
without-buttons = 没有按钮：大家回复编号（如 A2）来选
without-form = 没有表单：缺什么就一项一项地问
without-edit = 消息发出后不能改：票数变了会隔一阵重发
without-whisper = 群里没有只给一个人看的回复：改为私聊
hears-all = 能听到群里所有的话
hears-replies = 能听到@它的话和对它的回复
hears-addressed = 只能听到@它的话
