package documented // want "package documented has no comment"

type Host struct{} // want "Host has no comment"

// A Link is what connects two hosts.
type Link struct{}

// Connects two hosts.
func Connect(a, b Host) Link { return Link{} } // want "the comment of Connect does not begin with \"Connect\""

// Linking is not the name of the function.
func Link2(a, b Host) Link { return Link{} } // want "the comment of Link2 does not begin with \"Link2\""

func (Link) Cut() {} // want "Cut has no comment"

func (Link) Copy() Link { return Link{} }

func (Link) String() string { return "link" }

type hidden struct{}

func (*hidden) Shown() {}

// A Copier can be copied.
type Copier interface {
	Copy() Link // Copy is a link of the same state.
}

// The states of a link.
const (
	Up = iota
	Down
)

var Default Link // want "Default has no comment"

func lower(Link) {}
