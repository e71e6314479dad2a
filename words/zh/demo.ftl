# 浏览器聊天的示范团队：名称、群、成员。
team = 学习小组
bot = 小秘
main-room = 大群
committee-room = 支委会
# 第一位是组织者。`.key` 写进地址里，永远不变。
first-person = 陈静
    .key = chen
second-person = 王伟
    .key = wang
third-person = 李娜
    .key = li
fourth-person = 赵强
    .key = zhao
# 可以用了，终端里就说这几句。
past = 正在补上示范团队前四个星期的内容，让您一来就有东西可看，请稍等几秒。
at = 小秘已就绪：{ $url }
    按 Ctrl+C 停止。
elsewhere = 端口 { $wanted } 被占用，这次改用 { $port }。
left-over = 这个数据库里是示范数据：里面的团队和成员都是虚构的，照样会被提醒、被统计。要正式使用，请先停下小秘，删掉 data 文件夹，或在 config.yaml 里换一个数据库。
nobody = 没有启用任何连接，谁也进不来（见 config.yaml 的 connections）。
