# fish completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
function __virt_agent_suggest
    set -l line (string replace -r '^\s*\S+\s*' '' -- (commandline -pc))
    set -l known (virt-agent "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null | string match -rv '/|^$')
    if set -q known[1]
        printf '%s\n' $known
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c virt-agent -f -a '(__virt_agent_suggest)'
