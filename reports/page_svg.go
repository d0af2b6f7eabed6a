package reports

import (
	"html/template"
	"strconv"
	"strings"
)

// A drawing is the text of an SVG element while it grows. All that it is given is escaped as html/template escapes it; names of
// elements and attributes are constants of this package.
type drawing struct{ b strings.Builder }

// open begins an element. Attributes are pairs of a name and a value, which is a text or a number of pixels.
func (d *drawing) open(element string, attributes ...any) {
	d.b.WriteString("<" + element)
	for i := 0; i+1 < len(attributes); i += 2 {
		d.b.WriteString(" " + attributes[i].(string) + `="` + template.HTMLEscapeString(text(attributes[i+1])) + `"`)
	}
	d.b.WriteString(">")
}

func (d *drawing) close(element string) { d.b.WriteString("</" + element + ">") }

// empty is an element without content.
func (d *drawing) empty(element string, attributes ...any) {
	d.open(element, attributes...)
	d.close(element)
}

// words is a text at a place.
func (d *drawing) words(class string, x, y int, content string, attributes ...any) {
	d.open("text", append([]any{"class", class, "x", x, "y", y}, attributes...)...)
	d.b.WriteString(template.HTMLEscapeString(content))
	d.close("text")
}

// title is what is told of the element around it.
func (d *drawing) title(content string) {
	d.open("title")
	d.b.WriteString(template.HTMLEscapeString(content))
	d.close("title")
}

func (d *drawing) line(class string, x1, y1, x2, y2 int) {
	d.empty("line", "class", class, "x1", x1, "y1", y1, "x2", x2, "y2", y2)
}

func (d *drawing) rect(class string, x, y, width, height int) {
	d.empty("rect", "class", class, "x", x, "y", y, "width", max(0, width), "height", max(0, height))
}

// sign is one of the signs that the page defines, with its middle at a place.
func (d *drawing) sign(name, class string, x, y int) {
	d.empty("use", "href", "#sign-"+name, "class", class, "x", x, "y", y)
}

// html is the text so far.
func (d *drawing) html() template.HTML { return template.HTML(d.b.String()) }

func text(v any) string {
	if n, ok := v.(int); ok {
		return strconv.Itoa(n)
	}
	return v.(string)
}
