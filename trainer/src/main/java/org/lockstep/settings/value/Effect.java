package org.lockstep.settings.value;

/** What a setting determines; by that, a resumed run may change it or not. */
public enum Effect {
  /** The bits of the model: the same throughout a run. */
  RESULT("the bits of the model"),
  /** How far a run goes: a resumed run may go further. */
  LENGTH("how far the run goes"),
  /** Where and how the work is done, or what is written beside the model: no bit of it. */
  NONE("no bit of the model");

  private final String described;

  Effect(String described) {
    this.described = described;
  }

  /** In a few words, for the documentation. */
  public String described() {
    return described;
  }
}
