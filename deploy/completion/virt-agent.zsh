#compdef virt-agent
# zsh completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
local line=${BUFFER[1,CURSOR]} known words_only
line=${line#*[[:space:]]}
known=(${(f)"$($words[1] "[suggest:${#line}]" "$line" 2>/dev/null | grep -v /)"})
# Every verb takes options at every place: they are offered where nothing else is, or when one is begun.
words_only=(${known:#-*})
[[ $PREFIX == -* || -z $words_only ]] || known=($words_only)
compadd -a known || _files
