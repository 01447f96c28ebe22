"""The interview: inputs, events, effects, and the step from one to the others. Pure."""
