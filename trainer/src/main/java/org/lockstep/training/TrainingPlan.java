package org.lockstep.training;

import java.util.List;
import org.lockstep.network.Topology;

/**
 * What is about to run, once the data are known.
 *
 * @param output the run's folder
 * @param topology the network
 * @param examples rows to train on
 * @param validationExamples rows held back
 * @param lanes virtual workers
 * @param partitions Spark partitions that carry them
 * @param exchange the exchange taken, and why
 * @param epochs how many there will be, if no rule ends the run before
 * @param iterationsPerEpoch mini-batches of an epoch
 * @param iterationsDone iterations that a resumed run has done before
 * @param checkpointBytes size of a checkpoint, at most; 0 if there are none
 * @param warnings what the user may want to know about the data, a line each
 */
public record TrainingPlan(
    String output,
    Topology topology,
    long examples,
    long validationExamples,
    int lanes,
    int partitions,
    String exchange,
    int epochs,
    int iterationsPerEpoch,
    long iterationsDone,
    long checkpointBytes,
    List<String> warnings) {}
