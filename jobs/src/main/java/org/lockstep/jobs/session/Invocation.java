package org.lockstep.jobs.session;

import org.lockstep.jobs.console.Console;
import picocli.CommandLine.Model.CommandSpec;

/** The state that all commands of one process share. */
public interface Invocation {
  /** Returns the invocation that a command belongs to. */
  static Invocation of(CommandSpec command) {
    return (Invocation) command.root().userObject();
  }

  /** Standard error, for everything but results. */
  Console console();

  /** Whether other libraries write to standard error too. */
  boolean showsLog();
}
