package org.lockstep.settings.value;

/** The form of a setting's values, from which parameters and flags are made. */
public enum Shape {
  /** True or false. */
  FLAG,
  /** A whole number of 32 bits. */
  WHOLE_NUMBER,
  /** A whole number of 64 bits. */
  LONG_NUMBER,
  /** A number. */
  NUMBER,
  /** A word or any other text. */
  TEXT,
  /** A list of whole numbers. */
  WHOLE_NUMBERS,
  /** A list of numbers. */
  NUMBERS,
  /** A list of texts. */
  TEXTS
}
