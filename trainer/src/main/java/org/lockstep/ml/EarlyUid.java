package org.lockstep.ml;

/**
 * The uid of a stage while it is made: MLlib's base classes make parameters in their constructors,
 * which ask for the uid before a stage written in Java can have set it.
 */
final class EarlyUid {
  private static final ThreadLocal<EarlyUid> OF_THREAD = new ThreadLocal<>();

  private final String uid;

  private EarlyUid(String uid) {
    this.uid = uid;
  }

  /** Announces the uid of the stage that this thread makes next. */
  static EarlyUid of(String uid) {
    EarlyUid early = new EarlyUid(uid);
    OF_THREAD.set(early);
    return early;
  }

  /** The uid that was announced last. */
  static String announced() {
    return OF_THREAD.get().uid;
  }

  /** Takes the uid over into the stage. */
  String taken() {
    OF_THREAD.remove();
    return uid;
  }
}
