package main

import "strings"

// setApplied reports whether a SET with these arguments after its key wrote. With GET the reply is the old value, so that
// null means that there was none.
func setApplied(args []string, reply []byte) bool {
	var get, ifAbsent, ifPresent bool
	for _, option := range args[1:] {
		switch strings.ToUpper(option) {
		case "GET":
			get = true
		case "NX":
			ifAbsent = true
		case "XX":
			ifPresent = true
		}
	}
	switch {
	case !get:
		return !isNull(reply)
	case ifAbsent:
		return isNull(reply)
	case ifPresent:
		return !isNull(reply)
	}
	return true
}

// zaddPairs drops the options of ZADD: what is left is score, member, score, member.
func zaddPairs(args []string) []string {
	for len(args) > 0 {
		switch strings.ToUpper(args[0]) {
		case "NX", "XX", "GT", "LT", "CH", "INCR":
			args = args[1:]
		default:
			return args
		}
	}
	return nil
}

// xaddPairs drops the options and the entry's ID of XADD: what is left is field, value, field, value.
func xaddPairs(args []string) []string {
	for len(args) > 0 {
		switch strings.ToUpper(args[0]) {
		case "NOMKSTREAM":
			args = args[1:]
		case "MAXLEN", "MINID":
			args = args[1:]
			if len(args) > 0 && (args[0] == "=" || args[0] == "~") {
				args = args[1:]
			}
			args = args[min(1, len(args)):]
		case "LIMIT":
			args = args[min(2, len(args)):]
		default:
			return args[1:]
		}
	}
	return nil
}
