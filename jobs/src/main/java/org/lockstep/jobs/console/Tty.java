package org.lockstep.jobs.console;

/** What standard error is connected to. */
public interface Tty {
  /** A file, a pipe, or a terminal that nobody knows more of. */
  Tty NONE =
      new Tty() {
        @Override
        public int columns() {
          return 0;
        }

        @Override
        public boolean hasColours() {
          return false;
        }
      };

  /** Characters of a line of the terminal, as wide as it is now; 0 if it is no terminal. */
  int columns();

  /** Whether the terminal takes colours, and the user wants them. */
  boolean hasColours();
}
