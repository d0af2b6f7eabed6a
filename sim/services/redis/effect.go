package main

import "strings"

// An effect is one value made durable, or, for commands that this file does not know closer, one change of a key.
type effect struct {
	command, key, field, value string
}

// keyless are the commands that change no key of themselves; the first argument of most is not a key either.
var keyless = set("AUTH CLIENT CLUSTER COMMAND DISCARD ECHO EVAL EVALSHA EVAL_RO EVALSHA_RO EXEC HELLO INFO MEMORY MULTI " +
	"OBJECT PING PSUBSCRIBE PUBLISH PUBSUB PUNSUBSCRIBE QUIT SCRIPT SELECT SUBSCRIBE TIME UNSUBSCRIBE UNWATCH WAIT WATCH XINFO")

// blocking are the commands that may wait for another client; they must not hold up the writes that they wait for.
var blocking = set("BLMOVE BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN XREADGROUP")

// zeroWrites are the commands that may have written although they answer 0; any other 0 says that nothing changed.
var zeroWrites = set("APPEND DECR DECRBY GEOADD HSET INCR INCRBY HINCRBY PFADD SADD SETBIT SETRANGE ZADD")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// changes reports whether a command is one that changes keys.
func (s *service) changes(name string) bool {
	srv := s.redis.Server()
	return !keyless[name] && srv.IsRegisteredCommand(name) && !srv.IsReadOnlyCommand(name)
}

// serialised reports whether a command is applied and recorded under the lock for writes.
func (s *service) serialised(name string) bool {
	return name == "EXEC" || runsScript(name) || !blocking[name] && s.changes(name)
}

func runsScript(name string) bool { return name == "EVAL" || name == "EVALSHA" }

// takeScripted returns what the scripts of that command changed. Only EXEC, EVAL and EVALSHA run scripts.
func (s *service) takeScripted(name string) []effect {
	if name != "EXEC" && !runsScript(name) {
		return nil
	}
	effects := s.scripted
	s.scripted = nil
	return effects
}

// effects are what a command with that reply made durable. A value that was there already (SADD, or ZADD with options)
// counts: whether writing it twice is visible is for the judge to say.
func (s *service) effects(cmd command, reply []byte) []effect {
	if !s.changes(cmd.name) || isError(reply) || isZero(reply) && !zeroWrites[cmd.name] {
		return nil
	}
	if len(cmd.args) == 0 { // FLUSHALL, FLUSHDB
		return []effect{{command: cmd.name}}
	}
	key, args := cmd.args[0], cmd.args[1:]
	switch cmd.name {
	case "RPUSH", "LPUSH", "RPUSHX", "LPUSHX", "SADD", "PFADD":
		return each(cmd.name, key, args)
	case "DEL", "UNLINK":
		return deleted(cmd)
	case "SET":
		if !setApplied(args, reply) {
			return nil
		}
		args = args[:1]
	case "SETNX", "GETSET", "APPEND":
	case "SETEX", "PSETEX", "SETRANGE":
		args = args[1:]
	case "INCR", "DECR", "INCRBY", "DECRBY", "INCRBYFLOAT":
		args = []string{scalar(reply)}
	case "HINCRBY", "HINCRBYFLOAT":
		return []effect{{cmd.name, key, args[0], scalar(reply)}}
	case "MSET", "MSETNX":
		return pairs(cmd.args, func(k, v string) effect { return effect{cmd.name, k, "", v} })
	case "HSET", "HMSET", "HSETNX":
		return pairs(args, func(f, v string) effect { return effect{cmd.name, key, f, v} })
	case "ZADD":
		return pairs(zaddPairs(args), func(score, member string) effect { return effect{cmd.name, key, score, member} })
	case "XADD":
		return pairs(xaddPairs(args), func(f, v string) effect { return effect{cmd.name, key, f, v} })
	default:
		if isNull(reply) { // such as LPOP of an empty list
			return nil
		}
	}
	return []effect{{cmd.name, key, "", strings.Join(args, " ")}}
}

func each(name, key string, values []string) []effect {
	effects := make([]effect, len(values))
	for i, v := range values {
		effects[i] = effect{name, key, "", v}
	}
	return effects
}

func deleted(cmd command) []effect {
	effects := make([]effect, len(cmd.args))
	for i, key := range cmd.args {
		effects[i] = effect{command: cmd.name, key: key}
	}
	return effects
}

func pairs(words []string, make func(a, b string) effect) []effect {
	var effects []effect
	for i := 0; i+1 < len(words); i += 2 {
		effects = append(effects, make(words[i], words[i+1]))
	}
	return effects
}
