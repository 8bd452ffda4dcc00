package org.lockstep.jobs.console;

/** A terminal, or none. */
public interface Tty {
  /** No terminal: a file, a pipe, or a terminal of unknown kind. */
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

  /** The current width of the terminal in characters; 0 without a terminal. */
  int columns();

  /** Whether the terminal has colours and the user has not disabled them. */
  boolean hasColours();
}
