package org.lockstep.jobs.console;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import org.jspecify.annotations.Nullable;

/**
 * The terminal at standard output or standard error, found through the C library: Java itself
 * cannot tell which of them is a terminal.
 */
public final class SystemTty implements Tty {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int COLUMNS_IF_NOT_TOLD = 80;

  /** The request TIOCGWINSZ of ioctl. */
  private static final long WINDOW_SIZE = Platform.isLinux() ? 0x5413 : 0x40087468;

  private final int descriptor;
  private final @Nullable LibC libc;

  /** Detects the terminal once; its width is read again at each call, as it may change. */
  private SystemTty(int descriptor) {
    this.descriptor = descriptor;
    libc = "dumb".equals(System.getenv("TERM")) ? null : ofTerminal(descriptor);
  }

  /** The terminal at standard output, or none. */
  public static Tty ofOutput() {
    return new SystemTty(STANDARD_OUTPUT);
  }

  /** The terminal at standard error, or none. */
  public static Tty ofError() {
    return new SystemTty(STANDARD_ERROR);
  }

  private static @Nullable LibC ofTerminal(int descriptor) {
    try {
      LibC libc = Native.load(Platform.C_LIBRARY_NAME, LibC.class);
      return libc.isatty(descriptor) == 1 ? libc : null;
    } catch (LinkageError e) { // not a Unix, or an older JNA of the user's
      return null;
    }
  }

  @Override
  public int columns() {
    if (libc == null) {
      return 0;
    }
    short[] rowsColumnsAndPixels = new short[4];
    try {
      libc.ioctl(descriptor, new NativeLong(WINDOW_SIZE), (Object) rowsColumnsAndPixels);
    } catch (LastErrorException e) {
      return COLUMNS_IF_NOT_TOLD;
    }
    int columns = Short.toUnsignedInt(rowsColumnsAndPixels[1]);
    return columns == 0 ? COLUMNS_IF_NOT_TOLD : columns;
  }

  /** Follows the NO_COLOR convention: no colours if the variable is set and not empty. */
  @Override
  public boolean hasColours() {
    String no = System.getenv("NO_COLOR");
    return libc != null && (no == null || no.isEmpty());
  }

  /** The functions of the C library that are called. */
  interface LibC extends Library {
    /** 1 if the file descriptor is a terminal. */
    int isatty(int descriptor);

    /** Reads the window size of a terminal. */
    int ioctl(int descriptor, NativeLong request, Object... arguments) throws LastErrorException;
  }
}
