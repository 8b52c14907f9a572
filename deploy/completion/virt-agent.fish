# fish completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
function __virt_agent_suggest
    set -l line (string replace -r '^\s*\S+\s*' '' -- (commandline -pc))
    virt-agent "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null | string match -v '*/*'
end
complete -c virt-agent -n 'count (__virt_agent_suggest) >/dev/null' -f -a '(__virt_agent_suggest)'
