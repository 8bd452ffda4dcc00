package org.lockstep.network.kernel;

import org.lockstep.UserException;
import org.lockstep.network.Kernel;

/** Prints for each kernel whether this JVM can compute by it, or why not. */
final class UsableKernels {
  private UsableKernels() {}

  public static void main(String[] arguments) {
    for (Kernel kernel : Kernel.values()) {
      try {
        kernel.requireUsable();
        System.out.println(kernel.settingsName() + ": usable");
      } catch (UserException e) {
        System.out.println(kernel.settingsName() + ": " + e.getMessage());
      }
    }
  }
}
