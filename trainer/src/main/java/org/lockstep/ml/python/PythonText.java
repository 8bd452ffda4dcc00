package org.lockstep.ml.python;

/** Text of Python's sources. */
final class PythonText {
  private static final int WIDTH = 92;

  private PythonText() {}

  /** A name as the end of another, such as that of a getter. */
  static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Words in lines that begin with an indent. */
  static String wrapped(String text, String indent) {
    StringBuilder wrapped = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() > WIDTH) {
        wrapped.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return wrapped.append(line.toString().stripTrailing()).toString();
  }

  /** Lines with an indent before each that is not empty. */
  static String indented(String text, String indent) {
    return text.replaceAll("(?m)^(?=.)", indent);
  }
}
