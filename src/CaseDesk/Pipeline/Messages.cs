using MediatR;

namespace CaseDesk.Pipeline;

/// <summary>Passes the door: permitted, checked, and recorded before its answer leaves.</summary>
public interface IRecorded<out TResult> : IRequest<TResult>;

/// <summary>An order that changes something.</summary>
public interface ICommand<out TResult> : IRecorded<TResult>;

/// <summary>A question whose answer shows case data: no entry, no data.</summary>
public interface IQuery<out TResult> : IRecorded<TResult>;

/// <summary>The answer of a command that has nothing to say.</summary>
public readonly record struct Nothing;
