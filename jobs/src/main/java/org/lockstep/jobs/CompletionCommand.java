package org.lockstep.jobs;

import org.lockstep.jobs.console.ShellCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script for bash and zsh. */
@Command(
    name = "completion",
    description = {
      "Prints a script for bash and zsh that completes commands and options with the Tab key.",
      "For the current shell:",
      "",
      "    source <(scripts/lockstep completion)",
      "",
      "For all new shells:",
      "",
      "    scripts/lockstep completion >> ~/.bashrc"
    },
    footer = {"", "Example:", "  lockstep completion"})
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  CompletionCommand() {}

  @Override
  public void run() {
    CommandLine lockstep = spec.root().commandLine();
    spec.commandLine().getOut().print(AutoComplete.bash(ShellCommand.NAME, lockstep));
  }
}
