package org.lockstep.jobs.session;

import picocli.CommandLine.Option;

/** The option {@code --json} of every command whose result can be printed as JSON. */
public final class JsonOption {
  @Option(
      names = "--json",
      description = "Print the result as one JSON object, alone on standard output.")
  private boolean requested;

  /** Whether the option was given. */
  public boolean isRequested() {
    return requested;
  }
}
