#compdef virt-agent
# zsh completion of virt-agent, which itself knows what may come next; where it knows nothing, a file name may.
local line=${BUFFER[1,CURSOR]} known
line=${line#*[[:space:]]}
known=(${(f)"$($words[1] "[suggest:${#line}]" "$line" 2>/dev/null | grep -v /)"})
compadd -a known || _files
