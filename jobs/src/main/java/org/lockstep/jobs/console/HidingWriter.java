package org.lockstep.jobs.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import org.lockstep.Secrets;

/** Replaces secrets in the text; searches each write on its own, so print whole lines to it. */
public final class HidingWriter extends FilterWriter {
  /** Creates a filter in front of a writer. */
  public HidingWriter(Writer to) {
    super(to);
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    out.write(Secrets.hiddenIn(new String(characters, from, count)));
  }

  @Override
  public void write(String text, int from, int count) throws IOException {
    out.write(Secrets.hiddenIn(text.substring(from, from + count)));
  }
}
