package org.lockstep.jobs.session;

import org.lockstep.jobs.console.Console;
import picocli.CommandLine.Model.CommandSpec;

/** One run of the command line: what all of its commands share. */
public interface Invocation {
  /** The one that a command belongs to. */
  static Invocation of(CommandSpec command) {
    return (Invocation) command.root().userObject();
  }

  /** Where everything goes but results. */
  Console console();

  /** Whether other libraries write to standard error too. */
  boolean showsLog();
}
