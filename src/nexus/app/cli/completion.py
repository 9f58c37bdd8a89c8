"""nexus completion"""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes your shell complete `nexus`.

    \b
    bash  eval "$(nexus completion bash)" in ~/.bashrc
    zsh   eval "$(nexus completion zsh)" in ~/.zshrc
    fish  nexus completion fish > ~/.config/fish/completions/nexus.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"Nothing is known about {shell}.")
    click.echo(kind(ctx.find_root().command, {}, "nexus", "_NEXUS_COMPLETE").source())
