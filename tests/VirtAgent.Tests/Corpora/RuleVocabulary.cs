namespace VirtAgent.Tests.Corpora;

/// <summary>
/// What firewalls of hosts are made of, in the words of iptables-extensions(8); <see cref="RuleValues"/> fills in what stands in
/// braces. What is called modelled has to be modelled exactly, the rest has to be kept word for word.
/// </summary>
internal static class RuleVocabulary
{
    /// <summary>Modelled matches of transport protocols; a rule has at most one.</summary>
    public static readonly string[] Transport =
    [
        "-p tcp", "! -p tcp", "-p udp", "-p 47", "! -p 99", "-p sctp",
        "-p tcp -m tcp --dport {port}", "-p tcp -m tcp ! --dport {port}", "-p tcp -m tcp --sport {ports}",
        "-p tcp -m tcp ! --sport {ports}", "-p tcp -m tcp --sport {ports} --dport {ports}", "-p tcp -m tcp --dport {port}:",
        "-p tcp -m tcp --dport :{port}", "-p tcp -m tcp --syn", "-p tcp -m tcp ! --syn", "-p tcp -m tcp ! --tcp-flags {flags}",
        "-p tcp -m tcp --tcp-flags {flags}", "-p tcp -m tcp --dport {port} --tcp-flags {flags}",
        "-p udp -m udp --dport {ports}", "-p udp -m udp --sport {port} --dport {port}", "-p udp -m udp ! --dport {port}",
        "-p sctp -m sctp --dport {ports}", "-p sctp -m sctp --sport {port}",
        "-p tcp -m multiport --dports {list}", "-p udp -m multiport ! --dports {list}", "-p tcp -m multiport --sports {list}",
        "-p udp -m multiport --ports {list}",
    ];

    /// <summary>Modelled matches of ICMP.</summary>
    public static readonly string[] Icmp4 =
        ["-p icmp", "-p icmp -m icmp --icmp-type {icmp}", "-p icmp -m icmp ! --icmp-type 8", "-p icmp -m icmp --icmp-type any"];

    /// <summary>Modelled matches of ICMPv6.</summary>
    public static readonly string[] Icmp6 =
        ["-p ipv6-icmp", "-p ipv6-icmp -m icmp6 --icmpv6-type {icmp}", "-p ipv6-icmp -m icmp6 ! --icmpv6-type 128"];

    /// <summary>Other modelled matches.</summary>
    public static readonly string[] Modelled =
    [
        "-m state --state {states}", "-m conntrack --ctstate {states}", "-m conntrack ! --ctstate {states}",
        "-m mark --mark {mark}", "-m mark ! --mark {mark}", "-m addrtype --dst-type LOCAL",
        "-m addrtype --src-type LOCAL", "-m addrtype ! --dst-type LOCAL", "-m addrtype --dst-type BROADCAST,MULTICAST",
        "-m iprange --src-range {range}", "-m iprange ! --src-range {range}", "-m iprange --dst-range {range}",
        "-m iprange ! --dst-range {range}", "-m comment --comment {comment}",
    ];

    /// <summary>Matches that are kept as they stand.</summary>
    public static readonly string[] Kept =
    [
        "-m limit --limit {port}/min", "-m limit --limit 3/min --limit-burst 10", "-m pkttype --pkt-type multicast",
        "-m recent --set --name {word} --mask 255.255.255.255 --rsource",
        "-m recent --update --seconds 60 --hitcount 4 --name {word} --mask 255.255.255.255 --rsource",
        "-m recent --rcheck --name {word} --mask 255.255.255.255 --rsource",
        "-m recent --remove --name {word} --mask 255.255.255.255 --rsource",
        "-m hashlimit --hashlimit-above 20/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name {word}",
        "-m hashlimit --hashlimit-above 9/sec --hashlimit-burst 9 --hashlimit-mode dstip --hashlimit-name {word} "
            + "--hashlimit-htable-expire 31991",
        "-m connlimit --connlimit-above 60 --connlimit-mask 32 --connlimit-saddr", "-m length --length 0:{port}",
        "-m connmark --mark {mark}", "-m connmark ! --mark {mark}", "-m physdev --physdev-is-bridged",
        "-m conntrack --ctproto 6", "-m conntrack --ctproto 17 --ctorigsrcport {port} --ctorigdstport {port}",
        "-m conntrack --ctorigdst {net}",
    ];

    /// <summary>Modelled matches of what arrives.</summary>
    public static readonly string[] ModelledOfInput = ["-m mac --mac-source {mac}", "-m mac ! --mac-source {mac}"];

    /// <summary>Kept matches that only some places take.</summary>
    public static readonly string[] OfOutput = ["-m owner --uid-owner 1000", "-m policy --dir out --pol ipsec"];

    /// <inheritdoc cref="OfOutput"/>
    public static readonly string[] OfInput = ["-m policy --dir in --pol ipsec"];

    /// <inheritdoc cref="OfOutput"/>
    public static readonly string[] OfRaw = ["-m rpfilter --invert"];

    /// <inheritdoc cref="OfOutput"/>
    public static readonly string[] OfIPv6 = ["-m rt --rt-type 0 --rt-segsleft 0", "-m hl --hl-eq 255"];

    /// <summary>Modelled targets that every table has.</summary>
    public static readonly string[] Everywhere =
    [
        "-j ACCEPT", "-j ACCEPT", "-j DROP", "-j RETURN", "", "-j LOG",
        "-j LOG --log-prefix \"IN \\\"{word}\\\": \" --log-level 4",
        "-j LOG --log-prefix \"x \" --log-level 7 --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid",
        "-j NFLOG --nflog-prefix {word} --nflog-group 5 --nflog-threshold 20", "-j MARK --set-xmark {mark}",
        "-j CONNMARK --save-mark --nfmask 0xffff0000 --ctmask 0xffff0000",
        "-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff",
    ];

    /// <summary>
    /// Modelled targets of one table, or chain of mangle, which is named before; after the bar, what they need to be with.
    /// </summary>
    public static readonly string[] OfTable =
    [
        "filter -j REJECT --reject-with {reject}", "filter -j REJECT --reject-with tcp-reset|-p tcp", "raw -j CT --notrack",
        "raw -j NOTRACK", "raw -j TRACE", "mangle -j MARK --set-mark {mark}",
        "FORWARD -j TCPMSS --clamp-mss-to-pmtu|-p tcp -m tcp --tcp-flags SYN,RST SYN",
        "mangle -j CHECKSUM --checksum-fill|-p udp",
        "POSTROUTING -j CLASSIFY --set-class 0001:0010",
    ];

    /// <summary>Modelled targets of nat, by the chain that takes them.</summary>
    public static readonly string[] OfNat =
    [
        "PREROUTING -j DNAT --to-destination {host}",
        "PREROUTING -j DNAT --to-destination {endpoint}|-p tcp -m tcp --dport {port}",
        "PREROUTING -j REDIRECT --to-ports {port}|-p tcp", "POSTROUTING -j SNAT --to-source {host}", "POSTROUTING -j MASQUERADE",
        "POSTROUTING -j MASQUERADE --to-ports 1024-65535|-p udp",
    ];

    /// <summary>Targets that are kept as they stand; no kernel knows the last two.</summary>
    public static readonly string[] Unknown =
    [
        "nat -j NETMAP --to {net}", "raw -j CT --helper ftp|-p tcp -m tcp --dport 21", "mangle -j TOS --set-tos 0x10/0x3f",
        "mangle -j ROUTE --oif {device} --continue", "filter -j CUSTOM --something-else",
    ];
}
