package wire

import "strconv"

// A Code is the error number of a reply.
type Code int32

// The codes that a server answers, with the numbers of the protocol.
const (
	OK                      Code = 0
	SystemError             Code = -1
	RuntimeInconsistency    Code = -2 // an operation of a multi that was not tried, because an earlier one failed
	MarshallingError        Code = -5
	Unimplemented           Code = -6
	BadArguments            Code = -8
	NoNode                  Code = -101
	NoAuth                  Code = -102
	BadVersion              Code = -103
	NoChildrenForEphemerals Code = -108
	NodeExists              Code = -110
	NotEmpty                Code = -111
	SessionExpired          Code = -112 // what the real server may answer behind a closeSession; this one hangs up
	InvalidACL              Code = -114
	AuthFailed              Code = -115
	SessionMoved            Code = -118 // never answered: the connection ends
	NotReadOnly             Code = -119
	NoWatcher               Code = -121
	ReconfigDisabled        Code = -123
	QuotaExceeded           Code = -125
)

// ParseCode reads the decimal form of a code, "-101"; what is no number is a SystemError.
func ParseCode(text string) Code {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return SystemError
	}
	return Code(n)
}
