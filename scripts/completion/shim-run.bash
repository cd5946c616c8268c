# SPDX-License-Identifier: MIT
# bash completion for shim-run(1): its options, then the command's own completion.

_shim_run() {
    local cur prev words cword i
    _init_completion -n := || return
    COMP_WORDS=("${words[@]}") COMP_CWORD=$cword # _command_offset counts in these
    for ((i = 1; i < cword; i++)); do
        case ${words[i]} in
        --nodes | --stall | --check-timeout) ((i += 1)) ;;
        --)
            _command_offset $((i + 1))
            return
            ;;
        -*) ;;
        *)
            _command_offset "$i"
            return
            ;;
        esac
    done
    case $prev in
    --nodes | --stall | --check-timeout) return ;; # a value that only its author knows
    esac
    case $cur in
    -*) mapfile -t COMPREPLY < <(compgen -W '--nodes --stall --check-timeout --observe
        --help --version --' -- "$cur") ;;
    *) _command_offset "$cword" ;;
    esac
}

complete -F _shim_run shim-run
