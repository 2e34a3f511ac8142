/** Vite puts what is imported into a file of styles. */
declare module '*.css'
