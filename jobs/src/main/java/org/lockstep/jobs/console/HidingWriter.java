package org.lockstep.jobs.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import org.lockstep.Secrets;

/** Hides secrets in what is written, in each piece of text on its own: print whole lines to it. */
public final class HidingWriter extends FilterWriter {
  /** Creates it, before what takes the text then. */
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
