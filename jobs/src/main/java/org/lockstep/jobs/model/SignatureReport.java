package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.lockstep.export.OnnxSignature;
import org.lockstep.export.OnnxSignature.Value;
import org.lockstep.jobs.console.TextTable;

/** Prints what an exported graph takes and gives. */
final class SignatureReport {
  /** Inputs of a table with more columns are alike. */
  private static final int MOST_LINES = 30;

  private static final int LONGEST_MEANING = 72;

  private SignatureReport() {}

  static void print(OnnxSignature signature, PrintWriter out) {
    out.println("inputs  of N rows");
    print(signature.inputs(), out);
    out.println("outputs");
    print(signature.outputs(), out);
  }

  private static void print(List<Value> values, PrintWriter out) {
    int shown = values.size() <= MOST_LINES ? values.size() : MOST_LINES - 1;
    TextTable table = new TextTable().words("").words("").words("").words("");
    for (Value value : values.subList(0, shown)) {
      String meaning = value.meaning();
      if (meaning.length() > LONGEST_MEANING) {
        meaning = meaning.substring(0, LONGEST_MEANING - 4) + " ...";
      }
      table.add(List.of(value.name(), value.type(), value.shape(), meaning));
    }
    table.print("  ", out);
    if (shown < values.size()) {
      out.printf(Locale.ROOT, "  and %,d more%n", values.size() - shown);
    }
  }
}
