package org.lockstep.jobs;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes the script by which a shell completes what is typed. */
@Command(
    name = "completion",
    description = {
      "Prints a script that makes bash, or zsh, complete commands and options when Tab is pressed.",
      "For this shell:",
      "",
      "    source <(scripts/lockstep completion)",
      "",
      "For every later one:",
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
    spec.commandLine().getOut().print(AutoComplete.bash(lockstep.getCommandName(), lockstep));
  }
}
