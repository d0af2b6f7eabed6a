package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// codeOK is the code of a case in which every record was handled once.
const codeOK = "OK"

// Codes are those of tables of guarantees, with what each means. In an expectation D1, D2, L1 and so on are bounds, and DW
// and LW stand for any number of batches above one.
var Codes = []struct{ Code, Meaning string }{
	{codeOK, "every record has one effect"},
	{"EO", "effectively once: records are handled again, and the sink absorbs it"},
	{"D1", "duplicates of at most one batch of each partition, by each incarnation; D2 of two, and so on"},
	{"DW", "duplicates of as many batches as were under way"},
	{"Dall", "duplicates of all that the log still has"},
	{"D∞", "duplicates by two that work at the same time, for as long as both do"},
	{"L1", "at most one batch of each partition is lost; L2 two, and so on"},
	{"LW", "as many batches are lost as were under way"},
	{"Lgap", "all is lost between the last record handled and the place where the next incarnation begins"},
	{"STOP", "it refuses to go on, with an error"},
	{"STUCK", "it goes on living and comes no further"},
	{"RPT", "records left the log before they were read, and it says which"},
	{"SIL", "it goes on behind records without a word: they left the log before they were read, or lie in a new topic below an offset of the old one"},
	{"REG", "the stored offset went backwards"},
	{"TORN", "of a batch, the offsets of some partitions are stored and those of others are not"},
	{"ORD", "records of a partition have their first effects in another order than the log has"},
	{"OLD", "a key of the sink ends up with an older value than it had"},
	{"BLIND", "a lag monitor, which knows where Kafka's old consumers kept offsets, finds none"},
	{"FALSE", "it reports a loss that is none"},
	{"ABORT", "a record of a transaction that was aborted has an effect"},
}

// An Expectation is what a cell of a matrix shows: nothing beyond its codes in any case, and each of them in some case. Of codes
// with "?" none need be shown by itself; but where there are no others, some of them must be, unless one is "OK?".
type Expectation struct {
	codes   []expected
	lags    bool // the offset that is stored stays behind, and that is no news
	renamed bool // the group gets another name, under which it has stored nothing
}

type expected struct {
	code string
	may  bool // it need not be shown: "D1?"
}

// parseExpectation reads codes that are joined by "+", those that need not be shown with "?" behind them.
func parseExpectation(text string) (Expectation, error) {
	var x Expectation
	for part := range strings.SplitSeq(text, "+") {
		code, may := strings.CutSuffix(part, "?")
		if !isCode(code) {
			return x, fmt.Errorf("%q is no code, want some of %s joined by +, with ? behind what need not be shown", part, codeNames())
		}
		x.codes = append(x.codes, expected{code, may})
	}
	if len(x.codes) > 1 && slices.Contains(x.codes, expected{code: codeOK}) {
		return x, fmt.Errorf("%q says that no case shows anything, and what some case shows; want OK alone or OK?", text)
	}
	return x, nil
}

func isCode(code string) bool {
	_, n := bound(code)
	return n > 0 || slices.ContainsFunc(Codes, func(c struct{ Code, Meaning string }) bool { return c.Code == code })
}

func codeNames() string {
	var names []string
	for _, c := range Codes {
		names = append(names, c.Code)
	}
	return strings.Join(names, " ")
}

// String is the text that parseExpectation reads.
func (x Expectation) String() string {
	var parts []string
	for _, e := range x.codes {
		text := e.code
		if e.may {
			text += "?"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "+")
}

// The bounds of codes that have no number, beyond any number of batches.
const (
	anyBatches = 1 << 20
	everything = anyBatches + 1
	forEver    = everything + 1
)

var unbounded = map[string]struct {
	family string
	size   int
}{
	"EO": {"D", 0}, "DW": {"D", anyBatches}, "Dall": {"D", everything}, "D∞": {"D", forEver}, "LW": {"L", anyBatches}, "Lgap": {"L", everything},
}

// bound is what kind of anomaly a code is about, and how much of it; the family of one that has no such order is itself.
func bound(code string) (family string, size int) {
	if u, ok := unbounded[code]; ok {
		return u.family, u.size
	}
	for _, family := range []string{"D", "L"} {
		number, ok := strings.CutPrefix(code, family)
		if n, err := strconv.Atoi(number); ok && err == nil && n > 0 {
			return family, n
		}
	}
	return code, 0
}

// covers reports whether what was found is no more than an expected code allows.
func covers(code, found string) bool {
	family, size := bound(code)
	other, n := bound(found)
	return family == other && n <= size
}

// shows reports whether what was found is what an expected code says: for DW and LW more than one batch.
func shows(code, found string) bool {
	family, size := bound(code)
	other, n := bound(found)
	least := min(1, size)
	switch {
	case size == anyBatches:
		least = 2
	case size > anyBatches:
		least = size
	}
	return family == other && n >= least && (size > 0 || n == 0)
}

// beyond are the codes found that nothing expected covers.
func (x Expectation) beyond(found []string) []string {
	return slices.DeleteFunc(slices.Clone(found), func(f string) bool {
		return f == codeOK || slices.ContainsFunc(x.codes, func(e expected) bool { return covers(e.code, f) })
	})
}

// missing are the codes that must be shown, and that nothing found shows: all of them, where one must be and none was.
func (x Expectation) missing(found []string) (list []string) {
	must := func(e expected) bool { return !e.may }
	if !slices.ContainsFunc(x.codes, func(e expected) bool { return !e.may || e.code == codeOK }) {
		something := slices.ContainsFunc(found, func(f string) bool { return f != codeOK })
		must = func(expected) bool { return !something }
	}
	for _, e := range x.codes {
		if must(e) && e.code != codeOK && !slices.ContainsFunc(found, func(f string) bool { return shows(e.code, f) }) {
			list = append(list, e.code)
		}
	}
	return list
}

// expect compares what a case shows with what is expected of its scenario: the verdict holds where it is no more.
func (o *Outcome) expect(x Expectation, batch int) {
	o.Finding = find(o.History, o.Verdict, batch, x.renamed)
	if x.lags { // see Design.lags
		o.Finding.Codes = slices.DeleteFunc(o.Finding.Codes, func(c string) bool { return c == "STUCK" && o.Verdict.Ledger.Pending == 0 })
		if len(o.Finding.Codes) == 0 {
			o.Finding.Codes = []string{codeOK}
		}
	}
	for _, code := range x.beyond(o.Finding.Codes) {
		o.Notes = append(o.Notes, fmt.Sprintf("found %s where %s is expected", code, x))
	}
	o.Shown = !o.Finding.has(codeOK)
	o.Verdict.Holds = true // what is expected breaks no promise, and the notes say what is not
}
