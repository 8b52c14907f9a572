# bash completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
_virt_agent() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]}
    line=${line#"${COMP_WORDS[0]}"}
    line=${line#"${line%%[![:space:]]*}"}
    mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null | grep -v /)" -- "$word")
}
complete -o default -F _virt_agent virt-agent
