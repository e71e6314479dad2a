# Banks: files of questions.
column-name = No.
    .words = no | number | id | question id | question no
column-kind = Kind
    .words = kind | type | question type
column-question = Question
    .words = question | question text | text
column-option = Option { "" }
    .words = option | choice | options | choices
column-answer = Answer
    .words = answer | answers | right answer | correct answer | key
column-tolerance = Tolerance
    .words = tolerance | margin | plus or minus
column-explanation = Explanation
    .words = explanation | why | comment
column-tags = Tags
    .words = tags | tag | topic | topics | category
column-difficulty = Difficulty
    .words = difficulty | level
column-source = Source
    .words = source | reference

kind-single = single
    .words = single | single choice | one | one answer
kind-multiple = multiple
    .words = multiple | multiple choice | several | several answers | multi
kind-truth = true/false
    .words = true/false | true or false | truefalse | truth | t/f
kind-number = number
    .words = number | numeric | numerical
kind-text = text
    .words = text | short text | short answer | fill in

truth-true = True
    .words = true | t | yes | y | right | correct
truth-false = False
    .words = false | f | no | n | wrong | incorrect | x

difficulty-easy = easy
    .words = easy | simple | low
difficulty-medium = medium
    .words = medium | middle | normal
difficulty-hard = hard
    .words = hard | difficult | high

example-single = 1 | single | Which planet is nearest to the Sun? | Venus | Mercury | Mars | Earth | | | B | | Mercury goes round it in 88 days. | science | easy | NASA
example-multiple = 2 | multiple | Which of these are prime numbers? | 2 | 9 | 11 | 13 | | | ACD | | 9 is 3 times 3. | maths | medium |
example-truth = 3 | true/false | The Earth goes round the Sun. | | | | | | | true | | Once round is a year. | science | easy |
example-number = 4 | number | What is pi, to two decimal places? | | | | | | | 3.14 | 0.005 | It is about 3.14159. | maths | easy |
example-text = 5 | text | Who wrote “Hamlet”? | | | | | | | Shakespeare; William Shakespeare | | First played about 1600. | literature | easy |

bad-line = { $unit ->
        [row] Row
       *[line] Line
    } { $number }: { $wrong ->
        [kind] “{ $cell }” is no kind of question; write single, multiple, true/false, number or text
        [no-question] there is no question
        [long] “{ $cell }…” is too long: at most { $most } characters
        [few-options] at least two options are needed
        [many-options] there are { $cell } options, and at most 6 are possible
        [gap] option { $cell } is empty, though others follow it
        [same-options] the option “{ $cell }” is there twice
        [unwanted-options] a question of this kind has no options; delete them, or make it single or multiple
        [no-answer] there is no answer
        [not-offered] the answer “{ $cell }” is none of the options; write their letters, like B or ACD
        [several] single means one right answer, and here is “{ $cell }”; write multiple for several
        [not-truth] “{ $cell }” is neither true nor false; write one of them
        [not-number] “{ $cell }” is no number; write just the number, and its unit in the question
        [tolerance] the tolerance “{ $cell }” is no number from 0 up
        [difficulty] “{ $cell }” is no difficulty; write easy, medium or hard
        [twice] the number “{ $cell }” was used in { $unit ->
            [row] row
           *[line] line
        } { $other } already
        [same-question] this is the question of { $unit ->
            [row] row
           *[line] line
        } { $other } again
        [garbled] “{ $cell }” cannot be read; save the file as UTF-8 and send it again
        [languages] the languages differ in how many options there are
        [shape] { $column ->
            [none] here should be a question, with “question”, “answer” and so on in lines of their own
           *[other] here should be a text, or a list of texts
        }
       *[doubled] “{ $cell }” is there twice
    }
refused = { $reason ->
        [empty] There are no questions in this file.
        [doubled] Two columns have the same heading: { $cells }. Please keep one of them.
        [gone] The file could not be fetched. Please send it again.
        [unknown] This is no file that I can read. Please send Excel (.xlsx), CSV or YAML; save a text as UTF-8.
        [old] This is the old Excel format (.xls). Open it in Excel, save it as “.xlsx”, and send that.
        [protected] The file has a password. Please save it without one and send it again.
        [broken] The file is damaged and cannot be opened.
        [too-large] The file is too large. Please send it in several parts.
        [too-slow] The file takes too long to read. Please send the questions alone, without pictures and formulas.
        [outline] From line { $line } on this makes no sense. Usually a text with a colon lacks its quotes, lines are indented unevenly, or there is a tab.
       *[headings] I found no column called “Question”{ $count ->
            [0] .
           *[other] , only { $cells }.
        }
    }
