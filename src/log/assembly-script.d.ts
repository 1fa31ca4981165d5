/** Number types of AssemblyScript, for files that are read as that language and as TypeScript. */
declare type i32 = number;
declare type u32 = number;
declare type usize = number;
