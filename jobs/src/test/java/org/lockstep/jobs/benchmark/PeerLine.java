package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * What a peer says on standard output: one JSON object a line.
 *
 * <pre>
 *   epoch     its number, from 1
 *   seconds   what it took, evaluation left out
 *   elapsed   from the first iteration to the end of this epoch's evaluation
 *   accuracy  on the test pictures after it
 * </pre>
 */
final class PeerLine {
  private PeerLine() {}

  static void print(Map<String, ?> figures) {
    try {
      System.out.println(new ObjectMapper().writeValueAsString(figures));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static void print(int epoch, double seconds, double elapsed, double accuracy) {
    print(Map.of("epoch", epoch, "seconds", seconds, "elapsed", elapsed, "accuracy", accuracy));
  }
}
