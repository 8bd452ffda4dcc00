package org.lockstep.encoding;

import java.util.Locale;

/** What the network predicts: the class of an example, or numbers. */
public enum Task {
  /** One label of finitely many. */
  CLASSIFICATION,
  /** One or more numbers. */
  REGRESSION;

  /** Its name in settings and manifests. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
