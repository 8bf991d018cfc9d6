namespace StreamEngine.Core.Operators;

/// <summary>Where an operator keeps its part of a key's state: a field of the state, by reference.</summary>
public delegate ref TSlot Slot<in TState, TSlot>(TState state);
