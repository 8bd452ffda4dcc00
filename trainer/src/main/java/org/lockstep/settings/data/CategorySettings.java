package org.lockstep.settings.data;

import java.io.Serializable;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Unseen;

/**
 * How columns of words become inputs.
 *
 * @param maxLevels up to so many different words, each has an input of its own; above, they are
 *     hashed into buckets
 * @param hashBuckets inputs of a column with more
 * @param embedding numbers that stand for a word of a column with more, in place of hashing; 0 to
 *     hash
 * @param unseen how a word is treated that the training rows did not have
 * @param missing how null is treated
 */
public record CategorySettings(
    int maxLevels, int hashBuckets, int embedding, Unseen unseen, Missing missing)
    implements Serializable {
  /** The defaults: null is a level of its own, an unseen word is refused. */
  public static final CategorySettings DEFAULT =
      new CategorySettings(
          DataKeys.MAX_LEVELS.usualValue(),
          DataKeys.HASH_BUCKETS.usualValue(),
          DataKeys.EMBEDDING.usualValue(),
          DataKeys.UNSEEN.usualValue(),
          DataKeys.MISSING_WORDS.usualValue());

  /** Without embeddings. */
  public CategorySettings(int maxLevels, int hashBuckets, Unseen unseen, Missing missing) {
    this(maxLevels, hashBuckets, 0, unseen, missing);
  }
}
