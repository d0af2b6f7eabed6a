package zoocfg

import (
	"errors"
	"strconv"
	"strings"
)

// A property is one logical line of a file.
type property struct {
	key, value string
	line       int // where it begins, from 1
}

var errUnicode = errors.New(`\u and four hexadecimal digits`)

// properties reads the syntax of java.util.Properties: bytes are Latin-1, a line goes on after an odd number of backslashes, and a key
// ends at the first =, : or blank that has none before it. An error comes with the line it is in, as the last property.
func properties(text []byte) ([]property, error) {
	var found []property
	for _, l := range logicalLines(latin1(text)) {
		key, value := split(l.text)
		k, err := unescape(key)
		p := property{key: trim(k), line: l.number}
		if err == nil {
			value, err = unescape(value)
			p.value = trim(value) // the server trims, not the syntax
		}
		if err != nil {
			p.value = l.text
			return append(found, p), err
		}
		found = append(found, p)
	}
	return found, nil
}

func latin1(text []byte) string {
	var b strings.Builder
	for _, c := range text {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// A line is what remains of some lines that belong together: comments, blanks at their beginnings and their last backslashes are gone.
type line struct {
	text   string
	number int
}

const blanks = " \t\f"

func logicalLines(text string) []line {
	var lines []line
	var whole strings.Builder
	begin := 0
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for i, natural := range strings.Split(text, "\n") {
		natural = strings.TrimLeft(natural, blanks)
		if whole.Len() == 0 {
			if natural == "" || natural[0] == '#' || natural[0] == '!' {
				continue
			}
			begin = i + 1
		}
		slashes := len(natural) - len(strings.TrimRight(natural, `\`))
		goesOn := slashes%2 == 1
		if goesOn {
			natural = natural[:len(natural)-1]
		}
		whole.WriteString(natural)
		if !goesOn && whole.Len() > 0 {
			lines = append(lines, line{whole.String(), begin})
			whole.Reset()
		}
	}
	if whole.Len() > 0 { // the file ends in a backslash
		lines = append(lines, line{whole.String(), begin})
	}
	return lines
}

// split cuts a line into key and value, both still with their escapes.
func split(line string) (key, value string) {
	end := len(line)
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
		} else if strings.IndexByte("=:"+blanks, line[i]) >= 0 {
			end = i
			break
		}
	}
	key, value = line[:end], strings.TrimLeft(line[end:], blanks)
	if value != "" && (value[0] == '=' || value[0] == ':') {
		value = strings.TrimLeft(value[1:], blanks)
	}
	return key, value
}

func unescape(s string) (string, error) {
	var b strings.Builder
	in := []rune(s)
	for i := 0; i < len(in); i++ {
		if in[i] != '\\' || i+1 == len(in) {
			b.WriteRune(in[i])
			continue
		}
		i++
		switch in[i] {
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			digits := string(in[i+1 : min(i+5, len(in))])
			code, err := strconv.ParseUint(digits, 16, 16)
			if err != nil || len(digits) < 4 {
				return "", errUnicode
			}
			b.WriteRune(rune(code))
			i += 4
		default:
			b.WriteRune(in[i])
		}
	}
	return b.String(), nil
}

// trim cuts off all that String.trim of Java does.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}
