# 题库：一份题目文件
column-name = 题号
    .words = 题号 | 编号 | 序号
column-kind = 题型
    .words = 题型 | 类型 | 题目类型 | 试题类型
column-question = 题目
    .words = 题目 | 题干 | 问题 | 试题 | 题目内容 | 试题内容
column-option = 选项
    .words = 选项 | 备选项 | 备选答案
column-answer = 答案
    .words = 答案 | 正确答案 | 标准答案 | 参考答案
column-tolerance = 误差
    .words = 误差 | 允许误差
column-explanation = 解析
    .words = 解析 | 答案解析 | 试题解析 | 说明
column-tags = 标签
    .words = 标签 | 知识点 | 分类 | 章节
column-difficulty = 难度
    .words = 难度 | 难易度 | 难易程度
column-source = 出处
    .words = 出处 | 来源 | 依据

kind-single = 单选
    .words = 单选 | 单选题 | 单项选择 | 单项选择题
kind-multiple = 多选
    .words = 多选 | 多选题 | 多项选择 | 多项选择题 | 不定项 | 不定项选择题
kind-truth = 判断
    .words = 判断 | 判断题 | 是非 | 是非题
kind-number = 数字
    .words = 数字 | 数字题 | 数值 | 数值题
kind-text = 简答
    .words = 简答 | 简答题 | 填空 | 填空题 | 问答

truth-true = 对
    .words = 对 | 正确 | 是 | √ | ✓ | ✔ | 真
truth-false = 错
    .words = 错 | 错误 | 不对 | 不正确 | 否 | 不是 | × | ✗ | ✘ | ╳ | 假

difficulty-easy = 易
    .words = 易 | 简单 | 容易 | 较易 | 低 | 1
difficulty-medium = 中
    .words = 中 | 中等 | 一般 | 适中 | 2
difficulty-hard = 难
    .words = 难 | 困难 | 较难 | 高 | 3

example-single = 1 | 单选 | 我国的火警电话是多少？ | 110 | 119 | 120 | 122 | | | B | | 110 报警，119 火警，120 急救，122 交通事故。 | 安全 | 易 | 消防救援局
example-multiple = 2 | 多选 | 下列哪些是会意字？ | 明 | 江 | 休 | 林 | | | ACD | | “江”是形声字，从水，工声。 | 汉字 | 中 | 《说文解字》
example-truth = 3 | 判断 | 地球绕太阳转。 | | | | | | | 对 | | 转一圈就是一年。 | 科学 | 易 |
example-number = 4 | 数字 | 圆周率是多少？（保留两位小数） | | | | | | | 3.14 | 0.005 | 约等于 3.14159。 | 数学 | 易 |
example-text = 5 | 简答 | “床前明月光”的作者是谁？ | | | | | | | 李白；李太白 | | 出自《静夜思》。 | 诗词 | 易 | 《静夜思》

bad-line = 第 { $number } { $unit ->
        [row] 行
       *[line] 行
    }：{ $wrong ->
        [kind] 题型“{ $cell }”不认识，请写：单选、多选、判断、数字、简答
        [no-question] 没有题目
        [long] “{ $cell }…”太长，最多 { $most } 字
        [few-options] 至少要有两个选项
        [many-options] 有 { $cell } 个选项，最多 6 个
        [gap] 选项 { $cell } 是空的，后面却还有选项
        [same-options] 选项“{ $cell }”重复了
        [unwanted-options] 这种题型不要选项，请删去，或把题型改成单选、多选
        [no-answer] 没有答案
        [not-offered] 答案“{ $cell }”不在选项里，请写选项的字母，比如 B 或 ACD
        [several] 单选题只能有一个答案，这里是“{ $cell }”；多个答案请把题型改成多选
        [not-truth] 判断题的答案“{ $cell }”看不懂，请写：对、错
        [not-number] 答案“{ $cell }”不是数字，只写数字，单位写在题目里
        [tolerance] 误差“{ $cell }”不对，请写大于等于 0 的数字
        [difficulty] 难度“{ $cell }”不认识，请写：易、中、难
        [twice] 题号“{ $cell }”在第 { $other } 行已经用过
        [same-question] 和第 { $other } 行是同一道题
        [garbled] “{ $cell }”是乱码，请另存为 UTF-8 再发
        [languages] 两种语言的选项个数不一样
        [shape] { $column ->
            [none] 这里应该是一道题：“题目”“答案”等各占一行
           *[other] 这里的写法不对，应该是一段文字或一个列表
        }
       *[doubled] “{ $cell }”写了两次
    }
refused = { $reason ->
        [empty] 文件里没有题目。
        [doubled] 有两列标题一样：{ $cells }。请只留一列。
        [gone] 文件取不到了，请再发一次。
        [unknown] 这个文件读不了。请发 Excel（.xlsx）、CSV 或 YAML 文件；如果是文本，请另存为 UTF-8。
        [old] 这是旧版 Excel（.xls）。请用 Excel 打开，另存为“.xlsx”再发。
        [protected] 文件有密码，请去掉密码另存再发。
        [broken] 文件已损坏，打不开。
        [too-large] 文件太大。请拆成几份再发。
        [too-slow] 文件读得太久。请只留题目，去掉图片和公式再发。
        [outline] 第 { $line } 行起读不懂。常见原因：文字里有冒号却没有加引号、缩进没对齐、用了制表符。
       *[headings] 没找到“题目”这一列{ $count ->
            [0] 。
           *[other] ，只看到{ $cells }。
        }
    }
