package org.lockstep.training.exchange;

import java.io.Serializable;

/**
 * What messages between the driver and an executor take: one of n bytes α + n/B seconds.
 *
 * <p>Source: Hockney, "The communication challenge for MPP: Intel Paragon and Meiko CS-2", Parallel
 * Computing 20, 1994.
 *
 * @param latency α, from one JVM to the other: half of a question without content and its answer
 * @param message seconds that one more message takes where many are on their way, each with an
 *     answer
 * @param up B of messages to the driver, bytes a second
 * @param down B of messages to the executor, bytes a second
 */
public record Link(double latency, double message, double up, double down)
    implements Serializable {}
