package zoocfg

import (
	"strconv"
	"strings"
)

// A kind is what the value of a key must be.
type kind struct {
	want string
	ok   func(value string) bool
}

func integer(bits int) func(string) bool {
	return func(value string) bool {
		_, err := strconv.ParseInt(value, 10, bits)
		return err == nil && !strings.Contains(value, "_")
	}
}

func among(words ...string) func(string) bool {
	return func(value string) bool {
		for _, w := range words {
			if strings.EqualFold(value, w) {
				return true
			}
		}
		return false
	}
}

func above0(value string) bool {
	return integer(32)(value) && !strings.HasPrefix(value, "-") && strings.Trim(value, "+0") != ""
}

var (
	anything     = kind{"a text", func(string) bool { return true }}
	number       = kind{"a whole number of 32 bits", integer(32)}
	long         = kind{"a whole number of 64 bits", integer(64)}
	boolean      = kind{"true or false", among("true", "false")}
	milliseconds = kind{"a number of milliseconds above 0", above0}
	timeout      = kind{"a number of milliseconds above 0, or -1 for the default", func(v string) bool { return v == "-1" || above0(v) }}
	port         = kind{"a port from 0 to 65535", func(v string) bool {
		n, err := strconv.ParseInt(v, 10, 32)
		return err == nil && n >= 0 && n < 1<<16
	}}
)

// kinds are the keys that QuorumPeerConfig knows itself; all others are properties of the JVM.
var kinds = map[string]kind{
	"dataDir": anything, "dataLogDir": anything, "clientPort": port, "clientPortAddress": anything,
	"secureClientPort": port, "secureClientPortAddress": anything, "observerMasterPort": number,
	"clientPortListenBacklog": number, "maxClientCnxns": number,
	"tickTime": milliseconds, "minSessionTimeout": timeout, "maxSessionTimeout": timeout,
	"localSessionsEnabled": boolean, "localSessionsUpgradingEnabled": boolean,
	"initLimit": number, "syncLimit": number, "connectToLearnerMasterLimit": number,
	"electionAlg": {"3, the only one there is", func(v string) bool { return integer(32)(v) && strings.TrimLeft(v, "+0") == "3" }},
	"peerType":    {"participant or observer", among("participant", "observer")},
	"syncEnabled": boolean, "quorumListenOnAllIPs": boolean, "dynamicConfigFile": anything,
	"standaloneEnabled": boolean, "reconfigEnabled": boolean,
	"sslQuorum": boolean, "portUnification": boolean, "sslQuorumReloadCertFiles": boolean,
	"quorum.auth.enableSasl": boolean, "quorum.auth.serverRequireSasl": boolean, "quorum.auth.learnerRequireSasl": boolean,
	"quorum.auth.learner.saslLoginContext": anything, "quorum.auth.server.saslLoginContext": anything,
	"quorum.auth.kerberos.servicePrincipal": anything, "quorum.cnxn.threads.size": number,
	"jvm.pause.info-threshold.ms": long, "jvm.pause.warn-threshold.ms": long, "jvm.pause.sleep.time.ms": long,
	"jvm.pause.monitor": boolean, "metricsProvider.className": anything, "oraclePath": anything,
	"autopurge.snapRetainCount": number, "autopurge.purgeInterval": number,
	"multiAddress.enabled": boolean, "multiAddress.reachabilityCheckTimeoutMs": number,
	"multiAddress.reachabilityCheckEnabled": boolean,
}

// kindOf says what a key's value must be, and whether it is a property of the JVM instead.
func kindOf(key string) (k kind, jvm bool) {
	if k, ok := kinds[key]; ok {
		return k, false
	}
	for _, prefix := range []string{"server.", "group", "weight", "metricsProvider."} {
		if strings.HasPrefix(key, prefix) {
			return anything, false
		}
	}
	return anything, true
}

// The properties of the JVM that decide how clients are answered. The original looks for some by a name without "zookeeper.", and those
// it never finds in a file, whose keys all get that prefix.
const (
	words          = "zookeeper.4lw.commands.whitelist"
	superDigest    = "zookeeper.DigestAuthenticationProvider.superDigest"
	extendedTypes  = "zookeeper.extendedTypesEnabled"
	enforceQuota   = "zookeeper.enforceQuota"
	readOnlyMode   = "readonlymode.enabled"
	maxBuffer      = "jute.maxbuffer"
	checkInterval  = "znode.container.checkIntervalMs"
	neverUsed      = "znode.container.maxNeverUsedIntervalMs"
	propertyPrefix = "zookeeper."
)

// flagsSource is the environment variable that zkServer.sh takes the JVM's flags from.
const flagsSource = "SERVER_JVMFLAGS"

// misplaced tells the property that a key of the file was meant to be, where the original does not find it.
func misplaced(key string) (meant string, ok bool) {
	switch key {
	case readOnlyMode, maxBuffer, checkInterval, neverUsed, words, superDigest, extendedTypes, enforceQuota:
		return key, true
	}
	return "", false
}
