package org.lockstep.optimization.vector;

import java.io.Serializable;

/**
 * The range of one layer in the parameter vector: its weights W, row by row, then its biases and
 * other parameters.
 *
 * @param layer its number, from 1
 * @param from index of the first weight
 * @param weightsTo index after the last weight
 * @param to index after the layer's last parameter
 * @param rowLength n_in: length of a row, the weights of one unit
 */
public record LayerRange(int layer, int from, int weightsTo, int to, int rowLength)
    implements Serializable {}
