# bash completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
_virt_agent() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} known words=
    line=${line#"${COMP_WORDS[0]}"}
    line=${line#"${line%%[![:space:]]*}"}
    known=$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null | grep -v /)
    # Every verb takes options at every place: they are offered where nothing else is, or when one is begun.
    [[ $word == -* ]] || words=$(grep -v '^-' <<<"$known")
    mapfile -t COMPREPLY < <(compgen -W "${words:-$known}" -- "$word")
}
complete -o default -F _virt_agent virt-agent
